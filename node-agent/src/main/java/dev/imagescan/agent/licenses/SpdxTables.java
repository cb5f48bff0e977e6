package dev.imagescan.agent.licenses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes tables of the names that the SPDX list gives its licences, and of the addresses at which it
 * says they are to be read. What stands for several licences is left out. Runs in the build, and is
 * not part of the agent.
 */
final class SpdxTables {

  /** Stands for more than one. */
  private static final String SEVERAL = "";

  private final Map<String, String> names = new TreeMap<>();
  private final Map<String, String> places = new TreeMap<>();

  /** Takes the list's licences that are not deprecated and on the agent's own list. */
  SpdxTables(JsonNode licenses) {
    Map<String, String> keys = new HashMap<>();
    for (JsonNode license : licenses) {
      String id = license.get("licenseId").asText();
      if (license.get("isDeprecatedLicenseId").asBoolean() || SpdxList.license(id).isEmpty()) {
        continue;
      }
      String name = license.get("name").asText();
      put(names, keys.computeIfAbsent(NameKey.of(name), _ -> name), id);
      license.get("seeAlso").forEach(url -> put(places, UrlKey.of(url.asText()), id));
    }
  }

  String names() {
    return lines(names);
  }

  String urls() {
    return lines(places);
  }

  private static void put(Map<String, String> table, String key, String id) {
    table.merge(key, id, (one, other) -> one.equals(other) ? one : SEVERAL);
  }

  private static String lines(Map<String, String> table) {
    return table.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(SEVERAL) && !entry.getKey().isEmpty())
        .sorted(Entry.<String, String>comparingByValue().thenComparing(Entry.comparingByKey()))
        .map(entry -> entry.getValue() + ": " + entry.getKey() + "\n")
        .collect(Collectors.joining());
  }
}
