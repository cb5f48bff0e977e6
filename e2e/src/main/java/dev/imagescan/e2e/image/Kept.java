package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;

/** Image files kept between runs, outside the work tree. */
final class Kept {

  private static final List<Class<?>> RECIPES =
      List.of(
          TestImage.class,
          AlpinePackage.class,
          DebianPackage.class,
          FiveLayers.class,
          Busybox.class,
          LayerTar.class,
          ImageArchive.class);

  private Kept() {}

  /** Makes {@code file} with the help of an empty directory {@code work}. */
  interface Recipe {
    void make(Path work, Path file) throws IOException;
  }

  /** The file of that name, made now if it is not there. */
  static Path file(String name, Recipe recipe) {
    Path file = Tools.cache().resolve("images").resolve(name + ".tar");
    if (Files.exists(file)) {
      return file;
    }
    System.err.println("making the image " + name + ", which is kept in " + file.getParent());
    try {
      Path work = Files.createTempDirectory("imagescan-image-");
      try {
        recipe.make(work, file);
      } finally {
        Command.of("rm", "-rf", "--one-file-system", work.toString()).run().orThrow();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A short name for all that goes into an image, so that a changed recipe makes its image anew.
   */
  static String key() {
    var sum = new CRC32();
    try {
      for (Class<?> recipe : RECIPES) {
        try (InputStream code = recipe.getResourceAsStream(recipe.getSimpleName() + ".class")) {
          sum.update(code.readAllBytes());
        }
      }
      sum.update(Files.readAllBytes(Tools.scriptsDirectory().resolve("debian-layers")));
      sum.update(Files.readAllBytes(Busybox.PROGRAM));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "%08x".formatted(sum.getValue());
  }
}
