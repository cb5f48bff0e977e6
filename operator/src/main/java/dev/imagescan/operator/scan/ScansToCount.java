package dev.imagescan.operator.scan;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.NamespaceView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.inject.WantedMount;
import dev.imagescan.operator.plan.Selection;
import dev.imagescan.operator.watch.ChangeListener;
import dev.imagescan.operator.watch.ClusterWatch;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells which scans' counts a change may have changed. */
final class ScansToCount {

  private final ClusterWatch cluster;
  private final Agents agents;
  private final Consumer<Scan> again;

  ScansToCount(ClusterWatch cluster, Agents agents, Consumer<Scan> again) {
    this.cluster = cluster;
    this.agents = agents;
    this.again = again;
  }

  void listen() {
    cluster.onPod(this::pod);
    cluster.onNode(this::node);
    cluster.onNamespace(this::namespace);
    cluster.onNodeScan(this::nodeScan);
    cluster.onImageReport(this::imageReport);
    cluster.onCarrier(this::carrier);
  }

  private void carrier(CarrierView before, CarrierView after) {
    CarrierView carrier = after == null ? before : after;
    cluster.injectionsIn(carrier.namespace()).stream()
        .filter(scan -> carrier.scanUid().equals(scan.getMetadata().getUid()))
        .forEach(again);
  }

  private void pod(PodView before, PodView after) {
    List<PodView> states = ChangeListener.both(before, after).toList();
    cluster.scans().stream()
        .filter(scan -> states.stream().anyMatch(p -> selects(scan, p)))
        .forEach(again);
    states.stream()
        .filter(agents::isAgent)
        .map(PodView::nodeName)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(node -> namespaces(namespacesOf(cluster.podsOnNode(node))));
  }

  private static boolean selects(Scan scan, PodView pod) {
    return (!(scan instanceof ImageScan)
            || pod.namespace().equals(scan.getMetadata().getNamespace()))
        && Selection.selects(scan, pod);
  }

  private void node(NodeView before, NodeView after) {
    ChangeListener.both(before, after)
        .map(NodeView::name)
        .distinct()
        .forEach(name -> namespaces(namespacesOf(cluster.podsOnNode(name))));
  }

  private void namespace(NamespaceView before, NamespaceView after) {
    namespaces(Set.of());
  }

  private void nodeScan(NodeScan before, NodeScan after) {
    namespaces(
        ChangeListener.both(before, after)
            .flatMap(nodeScan -> nodeScan.getSpec().containers().stream())
            .map(PlannedContainer::namespace)
            .collect(Collectors.toSet()));
    Set<String> names =
        ChangeListener.both(before, after)
            .flatMap(Remains::mounts)
            .map(PlannedMount::scan)
            .collect(Collectors.toSet());
    cluster.injections().stream()
        .filter(scan -> names.contains(WantedMount.nameOf(scan)))
        .forEach(again);
  }

  private void imageReport(ImageReportView before, ImageReportView after) {
    ChangeListener.both(before, after)
        .map(report -> report.getSpec().digest())
        .distinct()
        .forEach(digest -> namespaces(namespacesOf(cluster.podsRunning(digest))));
  }

  private static Set<String> namespacesOf(Collection<PodView> pods) {
    return pods.stream().map(PodView::namespace).collect(Collectors.toSet());
  }

  /** The scans that see these namespaces: their own, and all of the cluster. */
  private void namespaces(Set<String> namespaces) {
    Stream<Scan> affected =
        cluster.scans().stream()
            .filter(
                scan ->
                    switch (scan) {
                      case ImageScan s -> namespaces.contains(s.getMetadata().getNamespace());
                      case ClusterImageScan _ -> true;
                    });
    affected.forEach(again);
  }
}
