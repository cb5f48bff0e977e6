package dev.imagescan.agent.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * The user or group IDs of a user namespace, and which ones of our own they are.
 *
 * @param ranges none overlaps another, which the kernel sees to
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
record IdMap(List<Range> ranges) {

  private static final int MOST_RANGES = 340;

  /** IDs that follow one another. */
  record Range(long inside, long outside, long count) {}

  IdMap {
    ranges = List.copyOf(ranges);
  }

  /** Reads a {@code uid_map} or {@code gid_map} file; lines that make no sense are left out. */
  static IdMap parse(String text) {
    List<Range> ranges = new ArrayList<>();
    text.lines()
        .limit(MOST_RANGES)
        .map(line -> line.trim().split(" +"))
        .filter(fields -> fields.length == 3)
        .filter(fields -> List.of(fields).stream().allMatch(f -> f.matches("[0-9]{1,10}")))
        .forEach(
            f ->
                ranges.add(
                    new Range(Long.parseLong(f[0]), Long.parseLong(f[1]), Long.parseLong(f[2]))));
    return new IdMap(ranges);
  }

  /** The ID in the namespace; ours where it has none. */
  long inside(long outside) {
    return ranges.stream()
        .filter(r -> outside >= r.outside() && outside - r.outside() < r.count())
        .map(r -> outside - r.outside() + r.inside())
        .findFirst()
        .orElse(outside);
  }

  /** Our ID for one of the namespace; the same where it has none. */
  long outside(long inside) {
    return ranges.stream()
        .filter(r -> inside >= r.inside() && inside - r.inside() < r.count())
        .map(r -> inside - r.inside() + r.outside())
        .findFirst()
        .orElse(inside);
  }
}
