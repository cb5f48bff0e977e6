package dev.imagescan.agent.image;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the three JSON documents that an image is described by. Which one it is shows in its
 * members; the media types that Docker and OCI give them differ.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/spec.md">OCI image
 *     format</a>
 */
public sealed interface ImageDocument permits ImageConfig, ImageDocument.Index, Manifest {

  /** Several images, each for its platform or under its name. */
  record Index(List<Descriptor> manifests) implements ImageDocument {}

  /**
   * Reads a document.
   *
   * @throws ImageFormatException when it is none of the three, or more than one of them
   */
  static ImageDocument parse(byte[] content) throws IOException {
    Parts parts = new Parts();
    Json.document(
        new ByteArrayInputStream(content),
        Json.MOST_BYTES,
        "a part of the image",
        json -> Json.object(json, parts::read));
    return parts.document();
  }

  /** The members that tell the kinds apart. */
  final class Parts {
    private final List<Descriptor> manifests = new ArrayList<>();
    private final List<Descriptor> layers = new ArrayList<>();
    private final ImageConfig.Parts config = new ImageConfig.Parts();
    private Descriptor configuration;
    private boolean isIndex;
    private boolean isManifest;

    private void read(String name, JsonParser json) throws IOException {
      switch (name) {
        case "manifests" -> {
          isIndex = true;
          descriptors(json, manifests);
        }
        case "layers" -> {
          isManifest = true;
          descriptors(json, layers);
        }
        case "config" -> configuration = Descriptor.read(json);
        default -> config.read(name, json);
      }
    }

    /** Of two lists under one name the last counts, as for the runtimes. */
    private static void descriptors(JsonParser json, List<Descriptor> list) throws IOException {
      list.clear();
      Json.array(json, item -> list.add(Descriptor.read(item)));
    }

    private ImageDocument document() throws ImageFormatException {
      int kinds = (isIndex ? 1 : 0) + (isManifest ? 1 : 0) + (config.isThere() ? 1 : 0);
      if (kinds != 1 || (isManifest && configuration == null)) {
        throw new ImageFormatException(
            "a part of the image is no index, no manifest and no configuration, or several of them");
      }
      if (isIndex) {
        return new Index(List.copyOf(manifests));
      }
      return isManifest ? new Manifest(configuration, List.copyOf(layers)) : config.configuration();
    }
  }
}
