package dev.imagescan.agent.containment;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Reads a user namespace's map of ids.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
final class IdMap {

  private static final int MOST_TEXT = 256;

  private IdMap() {}

  /** The file's lines in short: {@code 0 1000 1,1 100000 65536}. */
  static String compact(String file) {
    return Arrays.stream(file.split("\n"))
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(","));
  }

  /** As much of it as a report takes. */
  static String bounded(String compact) {
    return compact.length() <= MOST_TEXT ? compact : compact.substring(0, MOST_TEXT - 1) + "…";
  }

  /** The id in the namespace that an outer one stands for; -1 when the map has none. */
  static long inside(String compact, long outer) {
    for (String line : compact.split(",")) {
      String[] numbers = line.split(" ");
      if (numbers.length == 3
          && Arrays.stream(numbers).allMatch(each -> each.matches("\\d{1,10}"))) {
        long first = Long.parseLong(numbers[1]);
        if (outer >= first && outer - first < Long.parseLong(numbers[2])) {
          return Long.parseLong(numbers[0]) + outer - first;
        }
      }
    }
    return -1;
  }
}
