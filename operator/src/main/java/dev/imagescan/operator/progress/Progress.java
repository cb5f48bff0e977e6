package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.NodeProgress;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.finding.FindingTally;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Selection;
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

/**
 * How far a scan got, before it is put into words and cut to its bounds.
 *
 * @param nodes the nodes of the matching containers
 * @param containers the matching containers
 * @param starting pods that it waits for, since they would match
 * @param early whether matching pods may still come that were applied together with the scan
 * @param images how many images they run; null when the scan does not look at packages
 * @param readImages of these, how many were read
 * @param unreadImages of these, how many are still to be read; the others cannot be
 * @param packages how many packages these images hold; null as images
 * @param licenses the licences that most packages name
 * @param summaries the images, the most used first
 * @param containerFailures containers that could not be inspected
 * @param imageFailures images that could not be read
 * @param blocked nodes that have work but have long been without an agent, and since when
 * @param compliance how the packages stand to the licence policy; empty when there is none
 * @param findings what was found, packages that do not keep the policy included; empty as long as
 *     nothing was looked at that could have findings
 * @param last when the newest inspection ended
 */
public record Progress(
    NodeProgress nodes,
    ContainerCounts containers,
    int starting,
    boolean early,
    Integer images,
    int readImages,
    int unreadImages,
    Integer packages,
    List<LicenseCount> licenses,
    List<ImageSummary> summaries,
    List<Failure> containerFailures,
    List<Failure> imageFailures,
    SortedMap<String, Instant> blocked,
    Optional<Compliance> compliance,
    Optional<Findings> findings,
    Optional<Instant> last) {

  /** Whether there is nothing left to do. */
  public boolean done() {
    boolean inspected = pendingContainers() == 0 && unreadImages == 0;
    return inspected && starting == 0 && !(early && containers.matched() == 0);
  }

  /** Whether nothing failed. */
  public boolean allRead() {
    return containerFailures.isEmpty() && imageFailures.isEmpty();
  }

  /** How many matching containers have neither been inspected nor failed. */
  public int pendingContainers() {
    return containers.matched() - containers.inspected() - containers.failed();
  }

  /** How far a scan has got by a time. */
  public static Progress of(
      Scan scan, Cluster cluster, Absence absence, Verdicts verdicts, Instant now) {
    Results results = new Results(cluster, absence, now);
    Tally tally = new Tally(scan, cluster, verdicts, now);
    Selection.targets(scan, cluster)
        .forEach(target -> tally.add(target, results.of(target, scan.getSpec().inspect())));
    int starting = (int) Selection.starting(scan, cluster, now).count();
    boolean early = Selection.made(scan).plus(Selection.TOGETHER).isAfter(now);
    return tally.progress(starting, early);
  }

  /** Counts one container after the other. */
  private static final class Tally {
    private final boolean namespaced;
    private final boolean packages;
    private final ImageTally images;
    private final Optional<ComplianceTally> compliance;
    private final FindingTally findings;
    private final Map<String, Boolean> nodesDone = new HashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final SortedMap<String, Instant> blocked = new TreeMap<>();
    private int matched;
    private int inspected;
    private int failed;
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

    void add(Target target, Outcome outcome) {
      matched++;
      if (packages) {
        images.add(target, outcome);
      }
      compliance.ifPresent(tally -> tally.add(target, outcome));
      String node = target.node().name();
      boolean done =
          switch (outcome) {
            case Outcome.Inspected(Instant time, _, List<String> found) -> {
              inspected++;
              findings.add(target, found);
              yield ended(time);
            }
            case Outcome.Failed failure -> {
              failed++;
              failures.add(failure(target, failure));
              yield ended(failure.time());
            }
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

    Progress progress(int starting, boolean early) {
      Optional<Compliance> kept = compliance.map(ComplianceTally::compliance);
      int done = (int) nodesDone.values().stream().filter(d -> d).count();
      return new Progress(
          new NodeProgress(nodesDone.size(), done),
          new ContainerCounts(matched, inspected, failed),
          starting,
          early,
          packages ? images.size() : null,
          images.read(),
          images.unread(),
          packages ? images.packages() : null,
          images.licenses(),
          images.summaries(),
          failures.stream().sorted(Comparator.comparing(Failure::subject)).toList(),
          images.failures(),
          blocked,
          kept,
          LicenseFindings.with(findings, kept),
          Optional.ofNullable(last));
    }
  }
}
