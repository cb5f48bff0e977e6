package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.nio.file.Path;
import java.util.List;

/** The image of a provisioner that makes a directory of a node for each claim. */
public final class LocalPathImage {

  /** By which pods name it. */
  public static final String REFERENCE = "imagescan.test/local-path:1";

  private LocalPathImage() {}

  /** The image as a tar, made now unless it was made before. */
  public static Path tar(Tools tools) {
    return Kept.file(
        "local-path-" + tools.programs().getFileName(),
        (work, file) -> {
          Path tar = work.resolve("local-path.tar");
          try (var layer = new LayerTar(tar)) {
            layer.program("provisioner", Path.of(tools.program("local-path-provisioner")));
          }
          new ImageArchive(
                  REFERENCE, List.of("/provisioner"), List.of(new Layer(tar, "COPY provisioner /")))
              .write(file);
        });
  }
}
