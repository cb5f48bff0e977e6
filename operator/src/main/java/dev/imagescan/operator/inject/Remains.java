package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is left of a scan's mounts and carriers on a node.
 *
 * @param mounts how many mounts, planned or there
 * @param carriers how many carriers
 */
public record Remains(int mounts, int carriers) {

  /** How long a node that is not ready, or has agents that cannot unmount, is waited for. */
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What is left, by the node's name; a node that does not exist any more has nothing. */
  public static SortedMap<String, Remains> of(ImageScan scan, Cluster cluster) {
    SortedMap<String, Remains> remains = new TreeMap<>();
    for (NodeScan nodeScan : cluster.nodeScans()) {
      int mounts =
          (int)
              mounts(nodeScan)
                  .filter(mount -> mount.scan().equals(WantedMount.nameOf(scan)))
                  .map(PlannedMount::id)
                  .distinct()
                  .count();
      add(remains, nodeScan.getMetadata().getName(), new Remains(mounts, 0));
    }
    for (CarrierView carrier : cluster.carriersOf(scan.getMetadata().getUid())) {
      add(remains, carrier.node(), new Remains(0, 1));
    }
    remains.keySet().removeIf(node -> cluster.node(node).isEmpty());
    return remains;
  }

  private static void add(SortedMap<String, Remains> all, String node, Remains more) {
    if (more.mounts + more.carriers > 0) {
      all.merge(node, more, (a, b) -> new Remains(a.mounts + b.mounts, a.carriers + b.carriers));
    }
  }

  /** Every mount of a node, planned or there; one that is both comes twice. */
  public static Stream<PlannedMount> mounts(NodeScan nodeScan) {
    return Stream.concat(
        nodeScan.getSpec().mounts().stream(),
        nodeScan.getStatus() == null
            ? Stream.empty()
            : nodeScan.getStatus().mounts().stream().map(result -> result.planned()));
  }

  /** Whether agents still have something to take away, now that no scan is left to scan for. */
  public static boolean any(Cluster cluster) {
    return cluster.injections().stream().anyMatch(scan -> scan.hasFinalizer(Cluster.FINALIZER))
        || cluster.carriers().stream().anyMatch(c -> cluster.node(c.node()).isPresent())
        || cluster.nodeScans().stream()
            .filter(scan -> cluster.node(scan.getMetadata().getName()).isPresent())
            .anyMatch(scan -> mounts(scan).findAny().isPresent());
  }

  /**
   * When a scan that is to go stops waiting for a node; empty is never, as long as the node's agent
   * can do its work.
   *
   * @param since since when the scan is to go
   * @param agentless since when the node has no agent that is ready, if it has none
   */
  public static Optional<Instant> givesUp(
      NodeView node, Instant since, boolean enabled, Optional<Instant> agentless) {
    if (!enabled) {
      return Optional.of(since.plus(PATIENCE));
    }
    if (node.ready() && agentless.isEmpty()) {
      return Optional.empty();
    }
    Instant lost =
        Stream.concat(node.notReadySince().stream(), agentless.stream())
            .min(Instant::compareTo)
            .filter(since::isBefore)
            .orElse(since);
    return Optional.of(lost.plus(PATIENCE));
  }
}
