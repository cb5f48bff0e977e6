package dev.imagescan.agent.packages.pacman;

import dev.imagescan.agent.packages.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The sections of a file of pacman's local database: a key between percent signs, then a value a
 * line up to an empty one. Takes constant memory whatever the file's length.
 */
final class Sections {

  /** More values of one key that is kept are not a package's description. */
  private static final int MAX_VALUES = 200;

  private static final int MAX_VALUE = 1024;

  private Sections() {}

  /** Hands over each value with its key. */
  static void read(InputStream in, BiConsumer<String, String> values) throws IOException {
    Lines lines = new Lines(in);
    String key = null;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isEmpty()) {
        key = null;
      } else if (key != null) {
        values.accept(key, line);
      } else if (line.length() > 2 && line.startsWith("%") && line.endsWith("%")) {
        key = line.substring(1, line.length() - 1);
      }
    }
  }

  /** The values of these keys. */
  static Map<String, List<String>> read(InputStream in, Set<String> keys) throws IOException {
    Map<String, List<String>> kept = new HashMap<>();
    read(
        in,
        (key, value) -> {
          if (keys.contains(key)) {
            List<String> values = kept.computeIfAbsent(key, _ -> new ArrayList<>());
            if (values.size() < MAX_VALUES) {
              values.add(value.substring(0, Math.min(value.length(), MAX_VALUE)).strip());
            }
          }
        });
    return kept;
  }
}
