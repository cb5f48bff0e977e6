package dev.imagescan.agent.licenses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of this package, which lie beside its classes. */
final class Tables {

  private Tables() {}

  /** A table's lines without comments and empty lines. */
  static List<String> lines(String resource) {
    return text(resource).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** A table of lines "value: name name …", turned round: the value of each name. */
  static Map<String, String> byName(String resource) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines(resource)) {
      int colon = line.indexOf(": ");
      String value = line.substring(0, colon);
      for (String name : line.substring(colon + 2).split(" ")) {
        if (values.put(name, value) != null) {
          throw new IllegalStateException(resource + " has two lines for " + name);
        }
      }
    }
    return values;
  }

  private static String text(String resource) {
    try (InputStream in = Tables.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
