package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.Descriptor;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageBlobs;
import dev.imagescan.agent.image.ImageDocument;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.Manifest;
import dev.imagescan.agent.image.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Images in OCI's layout: an index, and everything else by its digest.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI image
 *     layout</a>
 */
final class OciLayout {

  static final String INDEX = "index.json";

  private OciLayout() {}

  static List<Candidate> images(ImageFiles files, Platform platform) throws IOException {
    if (!(ImageDocument.parse(files.document(INDEX)) instanceof ImageDocument.Index index)) {
      throw new ImageFormatException("its index.json is no index");
    }
    List<Candidate> images = new ArrayList<>();
    for (Descriptor image : index.manifests()) {
      images.add(new Image(files, image, platform));
    }
    return images;
  }

  private record Image(ImageFiles files, Descriptor descriptor, Platform platform)
      implements Candidate {

    @Override
    public List<String> names() {
      return descriptor.name().isEmpty() ? List.of() : List.of(descriptor.name());
    }

    @Override
    public Parts parts() throws IOException {
      ImageBlobs.Image image =
          new ImageBlobs(digest -> files.document(blob(digest)))
              .find(descriptor.sha256(), platform);
      List<String> layers = new ArrayList<>();
      for (Descriptor layer : image.manifest().map(Manifest::layers).orElse(List.of())) {
        layers.add(blob(layer.sha256()));
      }
      return new Parts(image.id(), image.config(), layers);
    }

    private static String blob(Digest digest) {
      return "blobs/sha256/" + digest.hex();
    }
  }
}
