package dev.imagescan.agent.drift;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the programs that findings are about, and keeps one path of each kind. */
final class FoundPrograms {

  private static final int MOST_PATH = 256;

  private record Found(String first, int count) {

    Found and(Found other) {
      return new Found(
          first.compareTo(other.first) <= 0 ? first : other.first, count + other.count);
    }
  }

  private final Map<FindingKind, Found> found = new EnumMap<>(FindingKind.class);

  /** Notes a program, by its path without a slash before it. */
  void add(FindingKind kind, String path) {
    found.merge(kind, new Found(path, 1), Found::and);
  }

  /** A finding for each kind that there is, the first path in byte order named. */
  List<ReportFinding> findings() {
    List<ReportFinding> findings = new ArrayList<>();
    found.forEach(
        (kind, programs) ->
            findings.add(new ReportFinding(kind.id(), kind.severity(), message(kind, programs))));
    return findings;
  }

  private static String message(FindingKind kind, Found programs) {
    String first = Printable.of("/" + programs.first(), MOST_PATH);
    String more = programs.count() > 1 ? " and %d more".formatted(programs.count() - 1) : "";
    return "The container " + kind.predicate() + ": " + first + more;
  }
}
