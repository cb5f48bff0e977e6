package dev.imagescan.agent.drift;

import dev.imagescan.api.v1alpha1.CountedPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logs, caches and temporary files, which every program writes: their number is of interest, their
 * names are not. One thread may use it.
 */
final class CountedFolders {

  /** One folder stands for the caches of all users. */
  private static final String OF_USERS = "/home/*/.cache";

  private static final Pattern PATH =
      Pattern.compile("(var/log|var/cache|tmp|var/tmp|root/\\.cache|home/[^/]+/\\.cache|run)/.*");

  private static final class Count {
    private int files;
    private long bytes;
  }

  private final Map<String, Count> counts = new TreeMap<>();

  /** The folder that a path is in. */
  static Optional<String> of(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String folder = matcher.group(1);
    return Optional.of(folder.startsWith("home/") ? OF_USERS : "/" + folder);
  }

  /** Counts one file. */
  void add(String folder, long bytes) {
    Count count = counts.computeIfAbsent(folder, _ -> new Count());
    count.files++;
    count.bytes += bytes;
  }

  List<CountedPath> counted() {
    List<CountedPath> counted = new ArrayList<>();
    counts.forEach((path, count) -> counted.add(new CountedPath(path, count.files, count.bytes)));
    return counted;
  }
}
