package dev.imagescan.agent.packages.java;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An archive's manifest: its main attributes, and those of the sections behind them where the main
 * ones do not have them. Names are told apart without regard to case.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/docs/specs/jar/jar.html#jar-manifest">JAR
 *     File Specification</a>
 */
final class Manifest {

  /** The sections behind it may be as many as the files of a signed archive. */
  private static final int MAX_BYTES = 64 << 10;

  private static final int MAX_ATTRIBUTES = 500;
  private static final int MAX_VALUE = 4096;

  /** What an archive without a manifest has. */
  static final Manifest NONE = new Manifest();

  private final Map<String, StringBuilder> attributes = new HashMap<>();

  private Manifest() {}

  /** Reads the beginning; lines that are no attributes are passed over. */
  static Manifest read(InputStream in) throws IOException {
    Manifest manifest = new Manifest();
    StringBuilder value = null;
    String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith(" ")) {
        append(value, line.substring(1));
      } else {
        value = manifest.start(line);
      }
    }
    return manifest;
  }

  private StringBuilder start(String line) {
    int colon = line.indexOf(':');
    String name = line.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || attributes.containsKey(name) || attributes.size() >= MAX_ATTRIBUTES) {
      return null;
    }
    StringBuilder value = new StringBuilder();
    append(value, line.substring(colon + 1));
    attributes.put(name, value);
    return value;
  }

  private static void append(StringBuilder value, String text) {
    if (value != null) {
      value.append(text, 0, Math.min(text.length(), MAX_VALUE - value.length()));
    }
  }

  /** An attribute's value without blanks around it; empty when it is not there. */
  String get(String name) {
    StringBuilder value = attributes.get(name.toLowerCase(Locale.ROOT));
    return value == null ? "" : value.toString().strip();
  }

  /** The first of these attributes that is there. */
  String first(String... names) {
    for (String name : names) {
      String value = get(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** An OSGi header's value without its directives. */
  String symbolicName() {
    return get("Bundle-SymbolicName").split(";", 2)[0].strip();
  }
}
