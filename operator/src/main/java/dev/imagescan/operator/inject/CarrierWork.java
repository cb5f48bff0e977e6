package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done about the carriers of a node. A carrier goes only when the node's agent has
 * said that nothing is mounted out of it any more: a file system must not go away under a
 * container.
 *
 * @param create carriers that are missing
 * @param delete carriers that nobody needs and nothing is mounted of
 * @param held carriers that nobody needs but something is mounted of
 */
public record CarrierWork(List<Missing> create, List<CarrierView> delete, List<CarrierView> held) {

  /** With which grace the operator deletes: more than nothing, so that kubelet ends it in order. */
  public static final long GRACE_SECONDS = 1;

  private static final int MOST_RELEASED = 128;

  /**
   * A carrier that is to be created.
   *
   * @param wanted for what
   * @param pod as it is to be
   */
  public record Missing(WantedCarrier wanted, Pod pod) {}

  /** Lists are copied. */
  public CarrierWork {
    create = List.copyOf(create);
    delete = List.copyOf(delete);
    held = List.copyOf(held);
  }

  /**
   * Decides.
   *
   * @param drained whether the node's carriers were taken away with its other pods: then none comes
   *     back before it is schedulable
   */
  public static CarrierWork of(NodeView node, Cluster cluster, boolean drained) {
    Collection<CarrierView> present = cluster.carriersOn(node.name());
    List<WantedCarrier> wanted = wanted(node, cluster);
    Set<CarrierView> kept = new HashSet<>();
    List<Missing> create = new ArrayList<>();
    for (WantedCarrier carrier : wanted) {
      List<CarrierView> same = present.stream().filter(p -> isOf(p, carrier)).toList();
      Optional<CarrierView> usable = same.stream().filter(p -> !p.ending()).min(CarrierView.ORDER);
      usable.ifPresent(kept::add);
      if (usable.isEmpty() && carrier.fresh() && !(drained && node.unschedulable())) {
        Stream<String> leaving = same.stream().map(CarrierView::uid);
        create.add(
            new Missing(
                carrier,
                new CarrierPod(carrier, cluster.injection().carrierImage(), leaving).pod()));
      }
    }
    Map<Boolean, List<CarrierView>> rest =
        present.stream()
            .filter(p -> !kept.contains(p) && !deleted(p))
            .collect(Collectors.partitioningBy(p -> isFree(p, cluster.nodeScan(node.name()))));
    return new CarrierWork(create, rest.get(true), rest.get(false));
  }

  /**
   * Carriers that are being deleted, by whomever, and of which nothing is mounted: their preStop
   * hook waits to hear of it. Kubelet does not end such a wait early when the grace is shortened.
   *
   * @param mounts what is planned with it
   */
  public static List<ReleasedCarrier> released(
      NodeView node, Cluster cluster, List<PlannedMount> mounts) {
    Optional<NodeScan> nodeScan = cluster.nodeScan(node.name());
    Set<String> before =
        nodeScan.stream()
            .flatMap(scan -> scan.getSpec().release().stream())
            .map(ReleasedCarrier::podUID)
            .collect(Collectors.toSet());
    return cluster.carriersOn(node.name()).stream()
        .filter(CarrierView::leaving)
        .filter(carrier -> carrier.containerID().isPresent())
        .filter(c -> mounts.stream().noneMatch(m -> m.source().podUID().equals(c.uid())))
        .filter(carrier -> before.contains(carrier.uid()) || isFree(carrier, nodeScan))
        .sorted(CarrierView.ORDER)
        .limit(MOST_RELEASED)
        .map(carrier -> new ReleasedCarrier(carrier.uid(), carrier.containerID().get()))
        .toList();
  }

  /**
   * Whether nothing is mounted of a carrier, nor will be, as the node's agent has said. Silence
   * says nothing: a NodeScan that somebody deleted comes back without a status.
   */
  public static boolean isFree(CarrierView carrier, Optional<NodeScan> nodeScan) {
    return nodeScan
        .filter(CarrierWork::knowsPlan)
        .filter(scan -> sources(scan).noneMatch(carrier.uid()::equals))
        .isPresent();
  }

  private static boolean knowsPlan(NodeScan scan) {
    return scan.getStatus() != null
        && Objects.equals(
            scan.getStatus().observedGeneration(), scan.getMetadata().getGeneration());
  }

  private static Stream<String> sources(NodeScan scan) {
    return Remains.mounts(scan).map(mount -> mount.source().podUID());
  }

  /** Only for scans that have the finalizer: without it a carrier could outlive its scan unseen. */
  private static List<WantedCarrier> wanted(NodeView node, Cluster cluster) {
    Map<String, List<PodView>> pods =
        cluster.podsOnNode(node.name()).stream().collect(Collectors.groupingBy(PodView::namespace));
    return pods.entrySet().stream()
        .flatMap(
            entry ->
                cluster.injectionsIn(entry.getKey()).stream()
                    .filter(scan -> scan.hasFinalizer(Cluster.FINALIZER))
                    .flatMap(scan -> carriers(scan, entry.getValue(), cluster)))
        .toList();
  }

  private static Stream<WantedCarrier> carriers(
      ImageScan scan, List<PodView> pods, Cluster cluster) {
    return Wants.of(scan, pods, cluster).carriers().stream();
  }

  private static boolean isOf(CarrierView present, WantedCarrier wanted) {
    return present.key().equals(wanted.key())
        && present.scanUid().equals(wanted.scan().getMetadata().getUid())
        && present.namespace().equals(wanted.scan().getMetadata().getNamespace());
  }

  private static boolean deleted(CarrierView carrier) {
    return carrier.leaving() && carrier.grace() <= GRACE_SECONDS;
  }
}
