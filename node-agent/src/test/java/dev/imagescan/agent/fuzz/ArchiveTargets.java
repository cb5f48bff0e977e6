package dev.imagescan.agent.fuzz;

import dev.imagescan.agent.archive.ArchiveShapes;
import dev.imagescan.agent.container.Compressed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Archives of images. */
final class ArchiveTargets {

  private ArchiveTargets() {}

  static List<Target> all() {
    Target image = new Target("image-archive", List.of(), ArchiveShapes::tree);
    byte[] layer = ArchiveShapes.layer();
    return List.of(
        image
            .shaped("image-archive", ArchiveShapes::summed)
            .from(
                ArchiveShapes.image(layer, false, Compressed::not),
                ArchiveShapes.image(layer, true, Compressed::gzip)),
        image
            .shaped(
                "image-layer",
                input -> ArchiveShapes.image(ArchiveShapes.summed(input), true, Compressed::not))
            .from(layer),
        image.shaped("image-gzip", ArchiveTargets::asLayer).from(packed(layer, Compressed::gzip)),
        image.shaped("image-zstd", ArchiveTargets::asLayer).from(packed(layer, Compressed::zstd)));
  }

  /** An image whose layer is packed so, whatever it holds. */
  private static byte[] asLayer(byte[] packed) {
    return ArchiveShapes.image(ArchiveShapes.layer(), true, _ -> packed);
  }

  private interface Packing {
    byte[] apply(byte[] plain) throws IOException;
  }

  private static byte[] packed(byte[] plain, Packing packing) {
    try {
      return packing.apply(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
