package dev.imagescan.agent.packages.binary;

import dev.imagescan.agent.packages.PackageType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of well-known programs: which files to look into, and for what. */
final class WellKnown {

  private static final Pattern LINE =
      Pattern.compile("(\\S+) +(?:(\\S+)!)?(?:(\\w+):)?(\\S+) +(.+)");
  private static final Pattern DOTTED = Pattern.compile("[0-9]{1,4}(?:\\.[0-9]{1,4})+");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Machine code. */
  static final WellKnown PROGRAMS = new WellKnown(lines("well-known.txt"));

  /** Scripts and archives. */
  static final WellKnown TEXTS = new WellKnown(lines("well-known-texts.txt"));

  /** A line of the table; {@code within} is a part of the path, empty for any. */
  private record Line(String file, String within, PackageType type, String name, String text) {}

  /** A line for files whose names match. */
  private record Wild(Pattern file, Line line) {}

  /**
   * What to look for in one file.
   *
   * @param file the table's word for the file: of the candidates with the same the first counts
   */
  record Candidate(String file, PackageType type, String name, Clue clue) {}

  private final Map<String, List<Line>> exact = new HashMap<>();
  private final List<Wild> wild = new ArrayList<>();

  /** A table of these lines. */
  WellKnown(List<String> lines) {
    lines.forEach(this::add);
  }

  /** The lines of a table that are no comments. */
  static List<String> lines(String table) {
    try (InputStream in = WellKnown.class.getResourceAsStream(table)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# ") && !line.equals("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String text) {
    Matcher line = LINE.matcher(text.strip());
    if (!line.matches()) {
      throw new IllegalArgumentException("not a line of the table: " + text);
    }
    String type = line.group(3) == null ? "GENERIC" : line.group(3).toUpperCase(Locale.ROOT);
    String file = line.group(1);
    Line parsed =
        new Line(
            file,
            line.group(2) == null ? "" : line.group(2),
            PackageType.valueOf(type),
            line.group(4),
            line.group(5));
    if (file.contains("*") || file.contains("#")) {
      wild.add(new Wild(glob(file), parsed));
    } else {
      exact.computeIfAbsent(file, _ -> new ArrayList<>()).add(parsed);
    }
  }

  private static Pattern glob(String file) {
    String quoted = file.replace(".", "\\.").replace("*", ".*").replace("#", "[0-9]+");
    return Pattern.compile(quoted, Pattern.DOTALL);
  }

  /** The names of the files to look into, those without wildcards. */
  List<String> names() {
    return exact.keySet().stream().sorted().toList();
  }

  /** What to look for in the file at this path, in the table's order. */
  List<Candidate> candidates(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    List<Line> own = exact.get(name);
    List<Line> lines =
        own != null
            ? own
            : wild.stream()
                .filter(each -> each.file().matcher(name).matches())
                .map(Wild::line)
                .toList();
    String rooted = "/" + path;
    return lines.stream()
        .filter(line -> rooted.contains(line.within()))
        .map(line -> candidate(line, name))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Candidate> candidate(Line line, String name) {
    String versionOfFile = "";
    if (line.text().contains(ClueText.FILE)) {
      Matcher version = DOTTED.matcher(name);
      if (!version.find()) {
        return Optional.empty();
      }
      versionOfFile = version.group();
    }
    String packageName = line.name();
    if (packageName.equals(ClueText.FILE)) {
      packageName = name.substring(0, Math.max(name.indexOf('.'), 0));
      if (!PLAIN_NAME.matcher(packageName).matches()) {
        return Optional.empty();
      }
    }
    Clue clue = ClueText.parse(line.text(), versionOfFile);
    return Optional.of(new Candidate(line.file(), line.type(), packageName, clue));
  }
}
