package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The mounts that a node's agent is to hold. What was planned before counts: as long as a carrier
 * of changed volumes does not run, the mounts of the one before it stay, so that the container
 * never sees an empty directory; a suspended scan and a pod that is being deleted keep what they
 * have and get nothing new.
 */
public final class MountPlan {

  /** How many mounts a node is given; NodeScan's bound. */
  public static final int MOST = 1024;

  private final Map<String, PlannedMount> before;
  private final Map<String, CarrierView> carriersByUid;
  private final Map<String, CarrierView> running;

  private MountPlan(NodeView node, Cluster cluster) {
    List<PlannedMount> planned =
        cluster.nodeScan(node.name()).map(NodeScan::getSpec).map(s -> s.mounts()).orElse(List.of());
    this.before =
        planned.stream()
            .collect(Collectors.toMap(PlannedMount::id, Function.identity(), (a, _) -> a));
    List<CarrierView> usable =
        cluster.carriersOn(node.name()).stream()
            .filter(carrier -> !carrier.ending())
            .sorted(CarrierView.ORDER)
            .toList();
    this.carriersByUid =
        usable.stream()
            .collect(Collectors.toMap(CarrierView::uid, Function.identity(), (a, _) -> a));
    this.running =
        usable.stream()
            .filter(carrier -> carrier.containerID().isPresent())
            .collect(Collectors.toMap(MountPlan::key, Function.identity(), (a, _) -> a));
  }

  /** The mounts of a node, in order, those that were there before first when there are too many. */
  public static List<PlannedMount> of(NodeView node, Cluster cluster) {
    Map<String, List<PodView>> pods = new HashMap<>();
    MountPlan plan = new MountPlan(node, cluster);
    List<PlannedMount> mounts = new ArrayList<>();
    for (ImageScan scan : cluster.injections()) {
      String namespace = scan.getMetadata().getNamespace();
      if (pods.isEmpty()) {
        pods.putAll(byNamespace(cluster.podsOnNode(node.name())));
      }
      Wants.of(scan, pods.getOrDefault(namespace, List.of()), cluster)
          .mounts()
          .forEach(mount -> plan.planned(mount).ifPresent(mounts::add));
    }
    return plan.bounded(mounts);
  }

  private static Map<String, List<PodView>> byNamespace(Collection<PodView> pods) {
    return pods.stream().collect(Collectors.groupingBy(PodView::namespace));
  }

  private static String key(CarrierView carrier) {
    return carrier.namespace() + "\n" + carrier.scanUid() + "\n" + carrier.key();
  }

  private Optional<PlannedMount> planned(WantedMount mount) {
    Optional<PlannedMount> previous = Optional.ofNullable(before.get(mount.id()));
    if (!mount.fresh()) {
      return previous.filter(p -> sameContainer(p, mount) && stands(p, mount)).map(mount::kept);
    }
    return source(mount)
        .map(mount::planned)
        .or(() -> previous.filter(p -> stands(p, mount)).map(mount::kept));
  }

  private static boolean sameContainer(PlannedMount previous, WantedMount mount) {
    return previous.containerID().equals(mount.target().container().containerID());
  }

  private Optional<MountSource> source(WantedMount mount) {
    return switch (mount.origin()) {
      case Origin.Sibling(String containerID, String path) ->
          Optional.of(new MountSource(mount.target().pod().uid(), containerID, path));
      case Origin.Volume volume ->
          Optional.ofNullable(
                  running.get(
                      mount.scan().getMetadata().getNamespace()
                          + "\n"
                          + mount.scan().getMetadata().getUid()
                          + "\n"
                          + volume.carrierKey()))
              .map(
                  carrier ->
                      new MountSource(
                          carrier.uid(), carrier.containerID().orElseThrow(), volume.path()));
    };
  }

  /** Whether what was planned can stay: its carrier is the scan's and does not go. */
  private boolean stands(PlannedMount previous, WantedMount mount) {
    if (previous.source().podUID().equals(previous.podUID())) {
      return mount.target().pod().containers().stream()
          .anyMatch(container -> container.containerID().equals(previous.source().containerID()));
    }
    CarrierView carrier = carriersByUid.get(previous.source().podUID());
    return carrier != null
        && carrier.scanUid().equals(mount.scan().getMetadata().getUid())
        && carrier.namespace().equals(mount.scan().getMetadata().getNamespace());
  }

  private List<PlannedMount> bounded(List<PlannedMount> mounts) {
    Comparator<PlannedMount> order =
        Comparator.comparing(PlannedMount::scan)
            .thenComparing(PlannedMount::pod)
            .thenComparing(PlannedMount::container)
            .thenComparing(PlannedMount::mountPath)
            .thenComparing(PlannedMount::id);
    Comparator<PlannedMount> oldFirst = Comparator.comparing(m -> !before.containsKey(m.id()));
    return mounts.stream().sorted(oldFirst.thenComparing(order)).limit(MOST).sorted(order).toList();
  }
}
