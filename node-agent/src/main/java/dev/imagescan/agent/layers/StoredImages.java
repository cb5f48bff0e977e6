package dev.imagescan.agent.layers;

import com.fasterxml.jackson.core.JsonParser;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.ImageConfig;
import dev.imagescan.agent.image.ImageDocument;
import dev.imagescan.agent.image.ImageFormatException;
import dev.imagescan.agent.image.Json;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The list that containers/storage keeps of all its images, and their configurations. */
final class StoredImages {

  private static final String FOLDER = "overlay-images/";
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_IMAGES = 100_000;

  private StoredImages() {}

  /** An image's ID, which is its configuration's digest, and all digests that stand for it. */
  private record Stored(Digest id, Set<String> digests) {}

  /**
   * The configuration of the image whose topmost layer that is.
   *
   * @param digest which of them, where several images have the same layers
   */
  static ImageConfig configuration(StoreFiles files, Optional<String> digest, String topmost)
      throws IOException {
    List<Stored> images = ending(files, topmost);
    List<Stored> named =
        images.stream()
            .filter(image -> digest.filter(image.digests()::contains).isPresent())
            .toList();
    List<Stored> left = named.isEmpty() ? images : named;
    if (left.isEmpty()) {
      throw new ImageFormatException("the image is no longer in the runtime's store");
    }
    if (left.size() > 1) {
      throw new ImageFormatException("several images in the runtime's store have these layers");
    }
    return configuration(files, left.getFirst().id());
  }

  private static ImageConfig configuration(StoreFiles files, Digest id) throws IOException {
    String name =
        Base64.getEncoder().encodeToString(id.toString().getBytes(StandardCharsets.UTF_8));
    byte[] content =
        files.read(FOLDER + id.hex() + "/=" + name, Json.MOST_BYTES, "the image's configuration");
    if (Digest.of(content).equals(id)
        && ImageDocument.parse(content) instanceof ImageConfig config) {
      return config;
    }
    throw new ImageFormatException("the image's configuration in the store is another one");
  }

  private static List<Stored> ending(StoreFiles files, String topmost) throws IOException {
    List<Stored> images = new ArrayList<>();
    try (RootFile file = files.open(FOLDER + "images.json", "the list of images")) {
      Json.document(
          file,
          MOST_BYTES,
          "the list of images",
          json -> Json.array(json, MOST_IMAGES, image -> read(image, topmost, images)));
    }
    return images;
  }

  private static void read(JsonParser json, String topmost, List<Stored> images)
      throws IOException {
    String[] id = {""};
    Set<String> layers = new HashSet<>();
    Set<String> digests = new HashSet<>();
    Json.object(
        json,
        (name, value) -> {
          switch (name) {
            case "id" -> id[0] = Json.text(value);
            case "layer" -> layers.add(Json.text(value));
            case "mapped-layers" -> Json.array(value, layer -> layers.add(Json.text(layer)));
            case "digest" -> digests.add(Json.text(value));
            case "big-data-digests" ->
                Json.object(
                    value,
                    (part, sum) -> {
                      if (part.startsWith("manifest")) {
                        digests.add(Json.text(sum));
                      }
                    });
            default -> {}
          }
        });
    Optional<Digest> config = Digest.parse("sha256:" + id[0]);
    if (layers.contains(topmost) && config.isPresent()) {
      digests.add(config.get().toString());
      images.add(new Stored(config.get(), Set.copyOf(digests)));
    }
  }
}
