package dev.imagescan.e2e.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What a docker archive says of itself, to compare with what is reported of it. */
final class ArchivedImage {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ArchivedImage() {}

  /** The configuration of the archive's only image. */
  static JsonNode configuration(Path archive) throws IOException {
    Map<String, JsonNode> documents = new HashMap<>();
    try (var tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().endsWith(".json")) {
          documents.put(entry.getName(), JSON.readTree(tar.readAllBytes()));
        }
      }
    }
    return documents.get(documents.get("manifest.json").get(0).get("Config").asText());
  }
}
