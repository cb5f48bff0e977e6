package dev.imagescan.agent.packages.npm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.imagescan.agent.packages.metadata.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a package.json says of its package.
 *
 * @param name null when it has none
 * @param version null when it has none
 * @param ofNoRegistry whether it is marked private, which a registry refuses
 * @param licenses its licences, any of which may be chosen
 * @see <a href="https://docs.npmjs.com/cli/v11/configuring-npm/package-json">package.json</a>
 */
record PackageJson(String name, String version, boolean ofNoRegistry, List<Named> licenses) {

  /** A licence by its name, by the address of its text, or both; null where it is not said. */
  record Named(String name, String url) {}

  /** Also the capitals and signs that the registry took in its first years. */
  private static final Pattern NAME =
      Pattern.compile("(?:@[A-Za-z0-9~._-]{1,213}/)?[A-Za-z0-9~._!'()*-]{1,214}");

  /** As in the Semantic Versioning specification, and looser, as packages have it. */
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");

  private static final int MAX_LICENSES = 64;

  /** Reads one from its beginning; the stream stays open. */
  static PackageJson read(String path, InputStream in) throws IOException {
    return JsonText.read(path, in, PackageJson::read);
  }

  private static PackageJson read(JsonParser json) throws IOException {
    String name = null;
    String version = null;
    boolean ofNoRegistry = false;
    List<Named> license = List.of();
    List<Named> licenses = List.of();
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        switch (json.currentName()) {
          case "name" -> name = JsonText.text(json);
          case "version" -> version = JsonText.text(json);
          case "private" -> ofNoRegistry = isTrue(json);
          case "license" -> license = licenses(json);
          case "licenses" -> licenses = licenses(json);
          default -> JsonText.skip(json);
        }
      }
    }
    return new PackageJson(name, version, ofNoRegistry, license.isEmpty() ? licenses : license);
  }

  /** Whether it has the name and the version of a package. */
  boolean isPackage() {
    return name != null
        && version != null
        && NAME.matcher(name).matches()
        && VERSION.matcher(version).matches();
  }

  private static boolean isTrue(JsonParser json) throws IOException {
    JsonToken value = json.nextToken();
    json.skipChildren();
    return value == JsonToken.VALUE_TRUE;
  }

  /** A text, an object with a type, or a list of these: the older ways are still found. */
  private static List<Named> licenses(JsonParser json) throws IOException {
    List<Named> licenses = new ArrayList<>();
    if (json.nextToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        addLicense(json, licenses);
      }
    } else {
      addLicense(json, licenses);
    }
    return licenses;
  }

  private static void addLicense(JsonParser json, List<Named> licenses) throws IOException {
    Named license = null;
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      license = new Named(JsonText.current(json), null);
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      license = typeAndUrl(json);
    } else {
      json.skipChildren();
    }
    if (license != null && licenses.size() < MAX_LICENSES) {
      licenses.add(license);
    }
  }

  private static Named typeAndUrl(JsonParser json) throws IOException {
    String type = null;
    String name = null;
    String url = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      switch (json.currentName()) {
        case "type" -> type = JsonText.text(json);
        case "name" -> name = JsonText.text(json);
        case "url" -> url = JsonText.text(json);
        default -> JsonText.skip(json);
      }
    }
    return new Named(type != null ? type : name, url);
  }
}
