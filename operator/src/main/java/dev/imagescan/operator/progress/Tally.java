package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeProgress;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.finding.FindingTally;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts one container, and one node, after the other. */
final class Tally {

  private final boolean namespaced;
  private final boolean packages;
  private final ImageTally images;
  private final Optional<ComplianceTally> compliance;
  private final FindingTally findings;
  private final Map<String, Boolean> nodesDone = new HashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<Failure> nodeFailures = new ArrayList<>();
  private final SortedMap<String, Instant> blocked = new TreeMap<>();
  private int matched;
  private int inspected;
  private int nodesWanted;
  private int nodesRead;
  private Instant last;

  Tally(Scan scan, Cluster cluster, Verdicts verdicts, Instant now) {
    this.namespaced = scan instanceof ImageScan;
    this.packages = scan.getSpec().inspect().contains(Inspection.PACKAGES);
    this.images = new ImageTally(cluster);
    this.compliance =
        Optional.ofNullable(scan.getSpec().licensePolicy())
            .map(policy -> new ComplianceTally(policy, cluster, verdicts));
    this.findings = new FindingTally(scan.getSpec(), now);
  }

  /** Counts a matching container. */
  void add(Target target, Outcome outcome) {
    matched++;
    if (packages) {
      images.add(target, outcome);
    }
    compliance.ifPresent(tally -> tally.add(target, outcome));
    switch (outcome) {
      case Outcome.Inspected(_, _, List<String> found) -> {
        inspected++;
        findings.add(target, found);
      }
      case Outcome.Failed failure -> failures.add(failure(target, failure));
      case Outcome.Pending _, Outcome.Blocked _ -> {}
    }
    note(target.node().name(), outcome);
  }

  /** Counts a node that is looked at itself. */
  void add(NodeView node, Outcome outcome) {
    nodesWanted++;
    switch (outcome) {
      case Outcome.Inspected _ -> nodesRead++;
      case Outcome.Failed(String reason, String message, _) ->
          nodeFailures.add(new Failure("node/" + node.name(), node.name(), reason, message));
      case Outcome.Pending _, Outcome.Blocked _ -> {}
    }
    note(node.name(), outcome);
  }

  private void note(String node, Outcome outcome) {
    boolean done =
        switch (outcome) {
          case Outcome.Inspected(Instant time, _, _) -> ended(time);
          case Outcome.Failed(_, _, Instant time) -> ended(time);
          case Outcome.Pending() -> false;
          case Outcome.Blocked(Instant since) -> {
            blocked.put(node, since);
            yield false;
          }
        };
    nodesDone.merge(node, done, Boolean::logicalAnd);
  }

  private boolean ended(Instant time) {
    last = time != null && (last == null || time.isAfter(last)) ? time : last;
    return true;
  }

  private Failure failure(Target target, Outcome.Failed failure) {
    String subject = target.pod().name() + "/" + target.container().name();
    return new Failure(
        namespaced ? subject : target.pod().namespace() + "/" + subject,
        target.node().name(),
        failure.reason(),
        failure.message());
  }

  private static List<Failure> sorted(List<Failure> failures) {
    return failures.stream().sorted(Comparator.comparing(Failure::subject)).toList();
  }

  Progress progress(int starting, boolean early) {
    Optional<Compliance> kept = compliance.map(ComplianceTally::compliance);
    int done = (int) nodesDone.values().stream().filter(d -> d).count();
    return new Progress(
        new NodeProgress(nodesDone.size(), done, nodeFailures.size()),
        new NodesRead(nodesWanted, nodesRead, sorted(nodeFailures)),
        new ContainerCounts(matched, inspected, failures.size()),
        starting,
        early,
        packages ? images.size() : null,
        images.read(),
        images.unread(),
        packages ? images.packages() : null,
        images.licenses(),
        images.summaries(),
        sorted(failures),
        images.failures(),
        blocked,
        kept,
        LicenseFindings.with(findings, kept),
        Optional.ofNullable(last));
  }
}
