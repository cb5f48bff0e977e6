package dev.imagescan.e2e.image;

import dev.imagescan.e2e.cluster.Tools;
import dev.imagescan.e2e.image.ImageArchive.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The image of the container that holds a pod's namespaces: one static program that sleeps and
 * reaps.
 */
public final class PauseImage {

  /** By which containerd knows it. */
  public static final String REFERENCE = "imagescan.test/pause:1";

  static final List<String> ENTRYPOINT = List.of("/pause");

  private PauseImage() {}

  /** The image as a tar, made now unless it was made before. */
  public static Path tar(Tools tools) {
    return Kept.file(
        "pause-" + tools.programs().getFileName(),
        (work, file) ->
            new ImageArchive(REFERENCE, ENTRYPOINT, List.of(layer(tools, work))).write(file));
  }

  /** Writes its layer into {@code work}. */
  static Layer layer(Tools tools, Path work) throws IOException {
    Path tar = work.resolve("pause.tar");
    try (var layer = new LayerTar(tar)) {
      layer.program("pause", Path.of(tools.program("pause")));
    }
    return new Layer(tar, "COPY pause /");
  }
}
