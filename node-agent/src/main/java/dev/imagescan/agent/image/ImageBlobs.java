package dev.imagescan.agent.image;

import java.io.IOException;
import java.util.Optional;

/**
 * Finds an image's configuration from a digest that stands for it: that of an index, of a manifest,
 * or of the configuration. Every document must have the digest that it was asked for by.
 */
public final class ImageBlobs {

  /** An index may point to an index, but not for ever. */
  private static final int MOST_STEPS = 6;

  /** Where documents are kept by their digests. */
  public interface Store {
    /**
     * The whole content, at most {@link Json#MOST_BYTES}; nobody has compared it to the digest.
     *
     * @throws ImageFormatException when it is missing or longer, with a sentence
     */
    byte[] read(Digest digest) throws IOException;
  }

  /**
   * An image as its documents describe it.
   *
   * @param manifest none when the digest was that of a configuration
   */
  public record Image(Optional<Manifest> manifest, Digest id, ImageConfig config) {}

  private final Store store;

  /** Reads from that store. */
  public ImageBlobs(Store store) {
    this.store = store;
  }

  /**
   * The image of a digest for a platform.
   *
   * @throws ImageFormatException when a document is missing or wrong, with a sentence
   */
  public Image find(Digest digest, Platform platform) throws IOException {
    Optional<Manifest> manifest = Optional.empty();
    Digest at = digest;
    for (int step = 0; step < MOST_STEPS; step++) {
      switch (document(at)) {
        case ImageDocument.Index index -> at = choose(index, platform).sha256();
        case Manifest found -> {
          manifest = Optional.of(found);
          at = found.config().sha256();
        }
        case ImageConfig config -> {
          return new Image(manifest, at, config);
        }
      }
    }
    throw new ImageFormatException("the image's indexes point to each other without end");
  }

  private ImageDocument document(Digest digest) throws IOException {
    byte[] content = store.read(digest);
    if (!Digest.of(content).equals(digest)) {
      throw new ImageFormatException("the content of " + digest + " has another digest");
    }
    return ImageDocument.parse(content);
  }

  /** An only manifest need not say what it is for. */
  private static Descriptor choose(ImageDocument.Index index, Platform platform)
      throws ImageFormatException {
    Optional<Descriptor> only =
        index.manifests().size() == 1
            ? Optional.of(index.manifests().getFirst())
            : Optional.empty();
    return index.manifests().stream()
        .filter(each -> each.platform().equals(Optional.of(platform)))
        .findFirst()
        .or(() -> only.filter(each -> each.platform().isEmpty()))
        .orElseThrow(
            () -> new ImageFormatException("the image's index has nothing for " + platform));
  }
}
