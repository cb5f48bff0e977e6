package dev.imagescan.agent.packages.php;

import dev.imagescan.agent.root.UnreadableException;
import java.util.HashMap;
import java.util.Map;

/**
 * What PEAR's registry says of a package, in the words of its package.xml. Null is what it does not
 * say.
 *
 * @see <a href="https://pear.php.net/manual/en/guide.developers.package2.php">package.xml</a>
 */
record RegisteredPackage(
    String name, String channel, String version, String license, String licenseUrl) {

  /**
   * Reads a file of the registry.
   *
   * @param bytes as Latin-1 characters
   */
  static RegisteredPackage read(String path, String bytes) throws UnreadableException {
    Map<String, String> fields = new HashMap<>();
    Serialized value = new Serialized(path, bytes);
    value.each(
        key -> {
          switch (key) {
            case "name", "package", "channel", "release_license" -> fields.put(key, value.text());
            case "version" -> nested(value, key, "release", fields);
            case "license" -> nested(value, key, "_content", fields);
            default -> value.skip();
          }
        });
    return new RegisteredPackage(
        fields.getOrDefault("name", fields.get("package")),
        fields.get("channel"),
        fields.get("version"),
        fields.getOrDefault("license", fields.get("release_license")),
        fields.get("uri"));
  }

  /** A text, as in package.xml 1.0, or an array that holds one, as in 2.0. */
  private static void nested(
      Serialized value, String name, String within, Map<String, String> fields)
      throws UnreadableException {
    if (!value.isArray()) {
      fields.put(name, value.text());
      return;
    }
    value.each(
        key -> {
          if (key.equals(within)) {
            fields.put(name, value.text());
          } else if (key.equals("attribs") && value.isArray()) {
            value.each(attribute -> put(attribute.equals("uri"), value, fields));
          } else {
            value.skip();
          }
        });
  }

  private static void put(boolean wanted, Serialized value, Map<String, String> fields)
      throws UnreadableException {
    if (wanted) {
      fields.put("uri", value.text());
    } else {
      value.skip();
    }
  }
}
