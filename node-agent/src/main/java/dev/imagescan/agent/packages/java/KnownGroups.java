package dev.imagescan.agent.packages.java;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups of artifacts that are common and whose archives do not name it, such as Spring's. A
 * line has an artifact, or the beginning of some with a star, and a group; between them may stand
 * the first major version that is not meant any more.
 */
final class KnownGroups {

  private record Line(String artifact, int below, String group) {}

  private static final String RESOURCE = "groups.txt";
  private static final Map<String, List<Line>> EXACT = new HashMap<>();
  private static final Map<String, List<Line>> BEGINNINGS = new HashMap<>();

  static {
    try (InputStream in = KnownGroups.class.getResourceAsStream(RESOURCE);
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      reader
          .lines()
          .filter(line -> !line.isBlank() && line.charAt(0) != '#')
          .forEach(line -> add(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private KnownGroups() {}

  private static void add(String text) {
    String[] words = text.split(" +");
    String artifact = words[0].replace("*", "");
    int below = words.length > 2 ? Integer.parseInt(words[1].substring(1)) : Integer.MAX_VALUE;
    Map<String, List<Line>> lines = words[0].endsWith("*") ? BEGINNINGS : EXACT;
    lines
        .computeIfAbsent(artifact, _ -> new ArrayList<>())
        .add(new Line(artifact, below, words[words.length - 1]));
  }

  /** The group, if it is known. */
  static Optional<String> of(String artifact, String version) {
    Optional<String> exact = first(EXACT.get(artifact), version);
    int end = artifact.length();
    while (exact.isEmpty() && end > 0) {
      exact = first(BEGINNINGS.get(artifact.substring(0, end)), version);
      end = artifact.lastIndexOf('-', end - 2) + 1;
    }
    return exact;
  }

  private static Optional<String> first(List<Line> lines, String version) {
    return lines == null
        ? Optional.empty()
        : lines.stream().filter(line -> major(version) < line.below()).map(Line::group).findFirst();
  }

  private static int major(String version) {
    int end = 0;
    while (end < version.length() && end < 6 && Character.digit(version.charAt(end), 10) >= 0) {
      end++;
    }
    return end == 0 ? 0 : Integer.parseInt(version.substring(0, end));
  }
}
