package dev.imagescan.agent.licenses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/** The texts of the SPDX list, as the SPDX project's own library has them. */
final class SpdxTexts {

  private SpdxTexts() {}

  /** The texts by the names under which the index knows them. */
  static TreeMap<String, String> all() {
    TreeMap<String, String> texts = new TreeMap<>();
    TextIndex.get().ids().forEach(id -> texts.put(id, of(id)));
    return texts;
  }

  /** One licence's or exception's text. */
  static String of(String id) {
    String file = "/resources/stdlicenses/" + id.replaceFirst("^LicenseRef-", "") + ".json";
    try (InputStream in = SpdxTexts.class.getResourceAsStream(file)) {
      JsonNode json = new ObjectMapper().readTree(in);
      return json.path("licenseText").asText(json.path("licenseExceptionText").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
