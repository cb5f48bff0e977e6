package dev.imagescan.agent.archive;

import dev.imagescan.agent.container.ImageTar;
import dev.imagescan.agent.container.LayerTar;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Gives what is read here to other packages, and images to begin with. */
public final class ArchiveShapes {

  private static final Budget.Limits LIMITS =
      new Budget.Limits(100_000, 64 << 20, Long.MAX_VALUE, 4096, Duration.ofSeconds(20));
  private static final long ROOM = 64 << 20;
  private static final int BLOCK = 512;
  private static final int SUM = 148;
  private static final Path DIRECTORY = directory();

  private ArchiveShapes() {}

  /** The tree of an image's archive, or why it is none. */
  public static Object tree(byte[] input) {
    try (OpenArchive archive = OpenArchive.of(DIRECTORY, input, null, new Budget(LIMITS), ROOM)) {
      return OpenArchive.tree(archive.root());
    } catch (ImageFormatException | UnreadableException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An image with this as its only layer. */
  public static byte[] image(byte[] layer, boolean oci, ImageTar.Compressor compressor) {
    try {
      List<ImageTar.Layer> layers = List.of(new ImageTar.Layer(layer, "RUN it"));
      return (oci
              ? ImageTar.oci("a:1", layers, compressor)
              : ImageTar.docker("a:1", layers, compressor))
          .bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A layer of files of all kinds. */
  public static byte[] layer() {
    try {
      return new LayerTar()
          .file("etc/" + "long-name/".repeat(15) + "x", "content")
          .link("link", "etc")
          .hardLink("hard", "link")
          .file(".wh.gone", "")
          .directory("etc/.wh..wh..opq")
          .bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tar with true checksums, without which not much of it would be read. */
  public static byte[] summed(byte[] input) {
    byte[] tar = input.clone();
    for (int at = 0; at + BLOCK <= tar.length; at += BLOCK) {
      if (new String(tar, at + 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
        Arrays.fill(tar, at + SUM, at + SUM + 8, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
          sum += tar[at + i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(digits, 0, tar, at + SUM, digits.length);
      }
    }
    return tar;
  }

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("imagescan-fuzz");
      directory.toFile().deleteOnExit();
      directory.resolve("image.tar").toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
