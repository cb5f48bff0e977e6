package dev.imagescan.agent.process;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The user or group IDs of a user namespace, and which ones of our own they are.
 *
 * @param ranges none overlaps another, which the kernel sees to
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record IdMap(List<Range> ranges) {

  private static final int MOST_RANGES = 340;
  private static final int LONGEST = 16 << 10;

  /** IDs that follow one another. */
  public record Range(long inside, long outside, long count) {}

  /** Ranges are copied. */
  public IdMap {
    ranges = List.copyOf(ranges);
  }

  /** Reads a process's {@code uid_map} or {@code gid_map}. */
  public static IdMap of(ContainerProcess process, String file) throws IOException {
    try (Fd fd = process.open(file)) {
      return parse(new String(Read.all(fd, LONGEST), StandardCharsets.US_ASCII));
    }
  }

  /** Reads a {@code uid_map} or {@code gid_map} file; lines that make no sense are left out. */
  public static IdMap parse(String text) {
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

  /** The ID in the namespace for one of ours; {@code otherwise} where it has none. */
  public long inside(long outside, long otherwise) {
    return ranges.stream()
        .filter(r -> outside >= r.outside() && outside - r.outside() < r.count())
        .map(r -> outside - r.outside() + r.inside())
        .findFirst()
        .orElse(otherwise);
  }

  /** Our ID for one of the namespace; {@code otherwise} where it has none. */
  public long outside(long inside, long otherwise) {
    return ranges.stream()
        .filter(r -> inside >= r.inside() && inside - r.inside() < r.count())
        .map(r -> inside - r.inside() + r.outside())
        .findFirst()
        .orElse(otherwise);
  }

  /** In short: {@code 0 1000 1,1 100000 65536}. */
  public String compact() {
    return ranges.stream()
        .map(r -> "%d %d %d".formatted(r.inside(), r.outside(), r.count()))
        .collect(Collectors.joining(","));
  }
}
