package dev.imagescan.agent.packages.bitnami;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.packages.metadata.JsonText;
import java.io.IOException;

/**
 * A package of an SPDX document in JSON. Null is what it does not say.
 *
 * @param ofBitnami whether its package URL says that Bitnami built it
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/package-information/">SPDX 2.3, package
 *     information</a>
 */
record SpdxPackage(String name, String version, String license, boolean ofBitnami) {

  private static final String PURL = "pkg:bitnami/";

  /** Reads one whose opening bracket was taken. */
  static SpdxPackage read(JsonParser json) throws IOException {
    String name = null;
    String version = null;
    String declared = null;
    String concluded = null;
    boolean ofBitnami = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "name" -> name = JsonText.text(json);
        case "versionInfo" -> version = JsonText.text(json);
        case "licenseDeclared" -> declared = JsonText.text(json);
        case "licenseConcluded" -> concluded = JsonText.text(json);
        case "externalRefs" -> ofBitnami = refersToBitnami(json);
        default -> JsonText.skip(json);
      }
    }
    boolean unknown = declared == null || declared.equals("NOASSERTION");
    return new SpdxPackage(name, version, unknown ? concluded : declared, ofBitnami);
  }

  private static boolean refersToBitnami(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return false;
    }
    boolean found = false;
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean locator = json.currentName().equals("referenceLocator");
          String text = JsonText.text(json);
          found |= locator && text != null && text.startsWith(PURL);
        }
      } else {
        json.skipChildren();
      }
    }
    return found;
  }
}
