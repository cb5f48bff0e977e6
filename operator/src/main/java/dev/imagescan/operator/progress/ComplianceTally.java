package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.license.Violation;
import dev.imagescan.operator.plan.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Holds the packages of a scan's containers against its licence policy, each image's once. */
final class ComplianceTally {

  /** The worst first, then by package and place: the same findings, the same order. */
  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::severity)
          .thenComparing(finding -> finding.subject().type())
          .thenComparing(finding -> finding.subject().name())
          .thenComparing(finding -> finding.subject().version())
          .thenComparing(finding -> Objects.toString(finding.imageReport(), ""))
          .thenComparing(Finding::namespace)
          .thenComparing(Finding::pod)
          .thenComparing(Finding::container);

  private final LicensePolicy policy;
  private final Cluster cluster;
  private final Verdicts verdicts;
  private final SortedMap<String, Example> images = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private FindingCounts counts = new FindingCounts(0, 0, 0, 0);
  private int packages;
  private int judged;
  private int pending;
  private int unreadable;
  private int cut;

  ComplianceTally(LicensePolicy policy, Cluster cluster, Verdicts verdicts) {
    this.policy = policy;
    this.cluster = cluster;
    this.verdicts = verdicts;
  }

  void add(Target target, Outcome outcome) {
    switch (outcome) {
      case Outcome.Inspected(var time, int added, _) -> {
        if (added > 0) {
          take(verdicts.ofAdded(target, added, time, policy), target, null);
        }
      }
      case Outcome.Failed _ -> unreadable++;
      case Outcome.Pending _, Outcome.Blocked _ -> pending++;
    }
    boolean failed = outcome instanceof Outcome.Failed;
    target
        .image()
        .ifPresentOrElse(
            key -> images.merge(key.reportName(), new Example(target, !failed), Example::and),
            () -> unreadable++);
  }

  Compliance compliance() {
    images.forEach(this::judge);
    return new Compliance(
        packages,
        judged,
        counts,
        findings.stream().sorted(ORDER).toList(),
        pending,
        unreadable,
        cut);
  }

  private void judge(String reportName, Example example) {
    Optional<ImageReportView> report = cluster.imageReport(reportName);
    Optional<State> state = report.flatMap(ImageReportView::read).map(status -> status.state());
    if (state.isEmpty() && example.reachable()) {
      pending++;
    } else if (state.filter(s -> s == State.INSPECTED).isEmpty()) {
      unreadable++;
    } else {
      judged++;
      take(verdicts.ofImage(report.get(), policy), example.target(), reportName);
    }
  }

  private void take(Optional<Verdict> found, Target example, String imageReport) {
    if (found.isEmpty()) {
      pending++;
      return;
    }
    Verdict verdict = found.get();
    packages += verdict.packages();
    counts = verdict.addTo(counts);
    cut += verdict.complete() ? 0 : 1;
    verdict.worst().forEach(one -> findings.add(finding(one, example, imageReport)));
  }

  private static Finding finding(Violation violation, Target example, String imageReport) {
    var subject = violation.subject();
    return new Finding(
        violation.breach().kind().id(),
        violation.breach().kind().severity(),
        Compliant.bounded(
            "%s %s %s: %s."
                .formatted(
                    subject.type(),
                    subject.name(),
                    subject.version(),
                    violation.breach().message())),
        subject,
        violation.license(),
        violation.layer(),
        example.container().image(),
        imageReport,
        example.pod().namespace(),
        example.pod().name(),
        example.container().name());
  }

  /**
   * A container that runs an image.
   *
   * @param target the first of them
   * @param reachable whether an agent reads below one of them
   */
  private record Example(Target target, boolean reachable) {

    Example and(Example other) {
      return new Example(
          Target.ORDER.compare(target, other.target) <= 0 ? target : other.target,
          reachable || other.reachable);
    }
  }
}
