package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.NodeProgress;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanTarget;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * How far a scan got, before it is put into words and cut to its bounds.
 *
 * @param nodes the nodes of the matching containers, and those that are looked at themselves
 * @param nodesRead the latter
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
    NodesRead nodesRead,
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
    return containersDone() && nodesRead.pending() == 0;
  }

  /** Whether there is nothing left to do for containers and their images. */
  public boolean containersDone() {
    boolean inspected = pendingContainers() == 0 && unreadImages == 0;
    return inspected && starting == 0 && !(early && containers.matched() == 0);
  }

  /** Whether nothing failed. */
  public boolean allRead() {
    return failures().findAny().isEmpty();
  }

  /** What could not be read: nodes, for much may be missing because of one, containers, images. */
  public Stream<Failure> failures() {
    return Stream.of(nodesRead.failures(), containerFailures, imageFailures).flatMap(List::stream);
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
    Selection.nodes(scan, cluster).forEach(node -> tally.add(node, results.of(node, scan)));
    int starting = (int) Selection.starting(scan, cluster, now).count();
    boolean early =
        Selection.asksOf(scan, ScanTarget.PODS)
            && Selection.made(scan).plus(Selection.TOGETHER).isAfter(now);
    return tally.progress(starting, early);
  }
}
