package dev.imagescan.operator.event;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.operator.finding.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which findings a scan's status has not shown yet. */
final class NewFindings {

  private NewFindings() {}

  /** One for each kind of critical finding that the present status does not show as such. */
  static Stream<Finding> critical(Scan scan, Findings findings) {
    Set<String> kinds = new HashSet<>(shown(scan));
    return findings.critical().filter(finding -> kinds.add(finding.id()));
  }

  private static Set<String> shown(Scan scan) {
    return Optional.ofNullable(scan.getStatus()).map(ScanStatus::topFindings).stream()
        .flatMap(List::stream)
        .filter(finding -> finding.severity() == Severity.CRITICAL && finding.ignored() == null)
        .map(Finding::id)
        .collect(Collectors.toSet());
  }
}
