package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.operator.finding.FindingTally;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.license.Breach;
import java.util.Optional;

/**
 * Joins packages that do not keep the licence policy to what is found about containers. Only the
 * scan can have them ignored, not a pod: many pods run an image. The condition Compliant stays as
 * it is.
 */
final class LicenseFindings {

  private LicenseFindings() {}

  /** All findings; empty when nothing was looked at that could have any. */
  static Optional<Findings> with(FindingTally tally, Optional<Compliance> compliance) {
    if (compliance.isEmpty()) {
      return tally.containers() == 0 ? Optional.empty() : Optional.of(tally.findings());
    }
    return compliance.map(
        all ->
            tally
                .findings()
                .and(
                    counts(all.counts(), tally),
                    all.worst().stream().map(finding -> seen(finding, tally)).toList(),
                    all.violations()));
  }

  private static FindingCounts counts(FindingCounts all, FindingTally tally) {
    int high = ignored(Breach.Kind.DENIED, tally) ? all.high() : 0;
    int medium = ignored(Breach.Kind.NOT_ALLOWED, tally) ? all.medium() : 0;
    int low = ignored(Breach.Kind.UNKNOWN, tally) ? all.low() : 0;
    return new FindingCounts(
        all.critical(),
        all.high() - high,
        all.medium() - medium,
        all.low() - low,
        high + medium + low);
  }

  private static boolean ignored(Breach.Kind kind, FindingTally tally) {
    return tally.ignored(kind.id()).isPresent();
  }

  private static Finding seen(Finding finding, FindingTally tally) {
    return new Finding(
        finding.id(),
        finding.severity(),
        finding.message(),
        finding.subject(),
        finding.license(),
        finding.layer(),
        finding.image(),
        finding.imageReport(),
        finding.namespace(),
        finding.pod(),
        finding.container(),
        null,
        tally.ignored(finding.id()).orElse(null));
  }
}
