package dev.imagescan.agent.layers;

import com.fasterxml.jackson.core.JsonParser;
import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.image.Json;
import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The list that containers/storage keeps of all its layers. */
final class StoredLayers {

  private static final String FILE = "overlay-layers/layers.json";
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_LAYERS = 100_000;

  private StoredLayers() {}

  /** The diff IDs of some layers; a layer that was not made from a tar has none. */
  static Map<String, String> diffIDs(StoreFiles files, Collection<String> wanted)
      throws IOException {
    Set<String> ids = Set.copyOf(wanted);
    Map<String, String> diffIDs = new HashMap<>();
    try (RootFile file = files.open(FILE, "the list of layers")) {
      Json.document(
          file,
          MOST_BYTES,
          "the list of layers",
          json -> Json.array(json, MOST_LAYERS, layer -> read(layer, ids, diffIDs)));
    }
    return diffIDs;
  }

  private static void read(JsonParser json, Set<String> wanted, Map<String, String> diffIDs)
      throws IOException {
    String[] text = {"", ""};
    Json.object(
        json,
        (name, value) -> {
          switch (name) {
            case "id" -> text[0] = Json.text(value);
            case "diff-digest" -> text[1] = Json.text(value);
            default -> {}
          }
        });
    if (wanted.contains(text[0])) {
      Digest.parse(text[1]).ifPresent(digest -> diffIDs.put(text[0], digest.toString()));
    }
  }
}
