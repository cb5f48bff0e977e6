package dev.imagescan.operator.finding;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was found by a time.
 *
 * @param counts how much of each severity
 * @param worst the worst of it, worst first, what is ignored last
 * @param entries how many there would be of these if all were listed
 * @param unheeded why the annotations of pods are not heeded that cannot be read, by the pod: the
 *     first 50
 * @param next when something is not ignored any more, if that will be
 */
public record Findings(
    FindingCounts counts,
    List<Finding> worst,
    int entries,
    SortedMap<String, String> unheeded,
    Optional<Instant> next) {

  private static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.ignored() != null)
          .thenComparing(Finding::severity);

  /** Lists are copied. */
  public Findings {
    worst = List.copyOf(worst);
    unheeded = new TreeMap<>(unheeded);
  }

  /** These and others; of what is equally bad, these first. */
  public Findings and(FindingCounts more, List<Finding> findings, int moreEntries) {
    return new Findings(
        new FindingCounts(
            counts.critical() + more.critical(),
            counts.high() + more.high(),
            counts.medium() + more.medium(),
            counts.low() + more.low(),
            counts.ignored() + more.ignored()),
        Stream.concat(worst.stream(), findings.stream()).sorted(ORDER).toList(),
        entries + moreEntries,
        unheeded,
        next);
  }

  /** The worst findings that are critical, and that nobody said to ignore. */
  public Stream<Finding> critical() {
    return worst.stream()
        .filter(finding -> finding.severity() == Severity.CRITICAL && finding.ignored() == null);
  }
}
