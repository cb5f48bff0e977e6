package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one node is to do: the union of what all scans want of it.
 *
 * @param spec the specification of its NodeScan
 * @param newImages the ImageReports that are missing for it, each with the node that is to fill it
 *     in
 * @param next when the plan changes by itself, if it does
 */
public record NodePlan(
    NodeScanSpec spec, Map<ImageKey, ImageReportSpec> newImages, Optional<Instant> next) {

  /** How many containers of a node are inspected; NodeScan's bound. */
  public static final int MOST_CONTAINERS = 2048;

  private static final int MOST_IMAGES = 1024;

  /** Whether there is nothing to do on the node. */
  public boolean isEmpty() {
    return spec.containers().isEmpty()
        && spec.images().isEmpty()
        && spec.mounts().isEmpty()
        && spec.release().isEmpty()
        && spec.node() == null;
  }

  /** The same plan with these mounts, and these carriers that may end. */
  public NodePlan holding(List<PlannedMount> mounts, List<ReleasedCarrier> release) {
    NodeScanSpec with =
        new NodeScanSpec(spec.containers(), spec.images(), mounts, release, spec.node());
    return new NodePlan(with, newImages, next);
  }

  /** The plan of a node at a time. */
  public static NodePlan of(NodeView node, Cluster cluster, Instant now) {
    if (!Selection.SUPPORTED_OS.equals(node.operatingSystem())) {
      return new NodePlan(new NodeScanSpec(null, null), Map.of(), Optional.empty());
    }
    List<Wish> wishes =
        wishes(node, cluster, now).values().stream().limit(MOST_CONTAINERS).toList();
    NodeWish itself = NodeWish.of(node, cluster, now);
    List<PlannedContainer> containers = wishes.stream().map(Wish::planned).toList();
    return new NodePlan(
        new NodeScanSpec(containers, images(node, wishes, cluster), null, null, itself.planned()),
        newImages(wishes, cluster, now),
        Stream.concat(wishes.stream().map(Wish::nextRound), Stream.of(itself.nextRound()))
            .flatMap(Optional::stream)
            .min(Instant::compareTo));
  }

  private static SortedMap<Target, Wish> wishes(NodeView node, Cluster cluster, Instant now) {
    SortedMap<Target, Wish> wishes = new TreeMap<>(Target.ORDER);
    for (PodView pod : cluster.podsOnNode(node.name())) {
      for (Scan scan : cluster.scansOver(pod.namespace())) {
        Optional<Round> round = Round.of(scan, now);
        Selection.targets(scan, pod, cluster)
            .forEach(
                target -> wishes.computeIfAbsent(target, Wish::new).add(scan.getSpec(), round));
      }
    }
    return wishes;
  }

  private static List<String> images(NodeView node, List<Wish> wishes, Cluster cluster) {
    return wishes.stream()
        .filter(Wish::readsPackages)
        .flatMap(wish -> wish.image().stream())
        .map(ImageKey::reportName)
        .distinct()
        .filter(name -> cluster.imageReport(name).filter(r -> open(r, node)).isPresent())
        .sorted()
        .limit(MOST_IMAGES)
        .toList();
  }

  /** Whether the node is to read the image; after a failure its agent tries again now and then. */
  private static boolean open(ImageReportView report, NodeView node) {
    return report.read().filter(status -> status.state() == State.INSPECTED).isEmpty()
        && node.name().equals(report.getSpec().nodeName());
  }

  private static Map<ImageKey, ImageReportSpec> newImages(
      List<Wish> wishes, Cluster cluster, Instant now) {
    Map<ImageKey, ImageReportSpec> missing = new TreeMap<>(ImageKey.ORDER);
    for (Wish wish : wishes) {
      ImageKey key = wish.readsPackages() ? wish.image().orElse(null) : null;
      if (key != null
          && !missing.containsKey(key)
          && cluster.imageReport(key.reportName()).isEmpty()) {
        Assignment.first(key, Demand.of(key, cluster, now), now)
            .ifPresent(first -> missing.put(key, report(key, wish.target(), first)));
      }
    }
    return missing;
  }

  private static ImageReportSpec report(ImageKey key, Target target, Assignment.Assign first) {
    return new ImageReportSpec(
        key.digest(),
        key.os(),
        key.architecture(),
        target.container().image(),
        first.node(),
        first.until().toString());
  }
}
