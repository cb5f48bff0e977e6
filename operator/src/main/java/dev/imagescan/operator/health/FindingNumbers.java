package dev.imagescan.operator.health;

import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.operator.cluster.Cluster;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much was found: of each scan by severity, as its status says, and in the whole cluster by
 * kind. Bounded: at most {@value #MOST_SCANS} scans, those with the worst findings first, and one
 * number for each kind that this version knows.
 */
final class FindingNumbers {

  private static final int MOST_SCANS = 500;

  private static final Comparator<Scan> WORST_FIRST =
      Comparator.comparing(FindingNumbers::counts, FindingNumbers::compare)
          .reversed()
          .thenComparing(Scan::getKind)
          .thenComparing(scan -> Objects.toString(scan.getMetadata().getNamespace(), ""))
          .thenComparing(scan -> scan.getMetadata().getName());

  private final Cluster cluster;
  private final MultiGauge ofScans;

  FindingNumbers(Cluster cluster, MeterRegistry registry) {
    this.cluster = cluster;
    this.ofScans =
        MultiGauge.builder("imagescan.findings")
            .description("Findings of a scan by severity; what is ignored is counted apart.")
            .register(registry);
    for (FindingKind kind : FindingKind.values()) {
      Gauge.builder("imagescan.finding.containers", cluster, c -> containers(c, kind))
          .description("Containers with a kind of finding, whether it is ignored or not.")
          .tag("id", kind.id())
          .tag("severity", kind.severity().name().toLowerCase(Locale.ROOT))
          .strongReference(true)
          .register(registry);
    }
  }

  /** Takes what scans say now. One thread at a time. */
  synchronized void look() {
    ofScans.register(
        cluster.scans().stream()
            .filter(scan -> found(scan).isPresent())
            .sorted(WORST_FIRST)
            .limit(MOST_SCANS)
            .flatMap(FindingNumbers::rows)
            .toList(),
        true);
  }

  private static Stream<MultiGauge.Row<Number>> rows(Scan scan) {
    FindingCounts counts = counts(scan);
    return Map.<String, Number>of(
            "critical", counts.critical(),
            "high", counts.high(),
            "medium", counts.medium(),
            "low", counts.low(),
            "ignored", counts.ignored())
        .entrySet()
        .stream()
        .map(count -> MultiGauge.Row.of(tags(scan, count.getKey()), count.getValue()));
  }

  private static Tags tags(Scan scan, String severity) {
    return Tags.of(
        "kind", scan.getKind(),
        "namespace", Objects.toString(scan.getMetadata().getNamespace(), ""),
        "name", scan.getMetadata().getName(),
        "severity", severity);
  }

  private static Optional<FindingCounts> found(Scan scan) {
    return Optional.ofNullable(scan.getStatus()).map(ScanStatus::findings);
  }

  private static FindingCounts counts(Scan scan) {
    return found(scan).orElse(new FindingCounts(0, 0, 0, 0));
  }

  private static int compare(FindingCounts one, FindingCounts other) {
    return Comparator.comparingInt(FindingCounts::critical)
        .thenComparingInt(FindingCounts::high)
        .thenComparingInt(FindingCounts::medium)
        .thenComparingInt(FindingCounts::low)
        .compare(one, other);
  }

  private static double containers(Cluster cluster, FindingKind kind) {
    return cluster.nodeScans().stream()
        .map(NodeScan::getStatus)
        .filter(Objects::nonNull)
        .flatMap(status -> status.containers().stream())
        .map(ContainerResult::findings)
        .filter(findings -> findings != null && findings.contains(kind.id()))
        .count();
  }
}
