package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.nio.file.Path;
import java.util.List;

/**
 * The image of the container that holds a pod's namespaces: one static program that sleeps and
 * reaps.
 */
public final class PauseImage {

  /** By which containerd knows it. */
  public static final String REFERENCE = "imagescan.test/pause:1";

  private PauseImage() {}

  /** The image as a tar, made now unless it was made before. */
  public static Path tar(Tools tools) {
    return Kept.file(
        "pause-" + tools.programs().getFileName(),
        (work, file) -> {
          Path tar = work.resolve("pause.tar");
          try (var layer = new LayerTar(tar)) {
            layer.program("pause", Path.of(tools.program("pause")));
          }
          new ImageArchive(REFERENCE, List.of("/pause"), List.of(new Layer(tar, "COPY pause /")))
              .write(file);
        });
  }
}
