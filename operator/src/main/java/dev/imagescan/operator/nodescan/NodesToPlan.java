package dev.imagescan.operator.nodescan;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.NamespaceView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.watch.ChangeListener;
import dev.imagescan.operator.watch.ClusterWatch;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;

/** Tells which nodes' plans a change may have changed. */
final class NodesToPlan {

  private final ClusterWatch cluster;
  private final Consumer<String> again;

  NodesToPlan(ClusterWatch cluster, Consumer<String> again) {
    this.cluster = cluster;
    this.again = again;
  }

  void listen() {
    cluster.onPod(this::pod);
    cluster.onNode(this::node);
    cluster.onScan(this::scan);
    cluster.onNamespace(this::namespace);
    cluster.onNodeScan(this::nodeScan);
    cluster.onImageReport(this::imageReport);
    cluster.onCarrier(this::carrier);
  }

  private void carrier(CarrierView before, CarrierView after) {
    ChangeListener.both(before, after).map(CarrierView::node).distinct().forEach(again);
  }

  private void pod(PodView before, PodView after) {
    ChangeListener.both(before, after)
        .map(PodView::nodeName)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(again);
  }

  private void node(NodeView before, NodeView after) {
    ChangeListener.both(before, after).map(NodeView::name).distinct().forEach(again);
  }

  /** A scan of a namespace changes the plans of those nodes only that run its pods. */
  private void scan(Scan before, Scan after) {
    switch (after == null ? before : after) {
      case ImageScan scan -> nodesOf(cluster.podsInNamespace(scan.getMetadata().getNamespace()));
      case ClusterImageScan _ -> cluster.nodes().forEach(node -> again.accept(node.name()));
    }
  }

  private void namespace(NamespaceView before, NamespaceView after) {
    ChangeListener.both(before, after)
        .map(NamespaceView::name)
        .distinct()
        .forEach(name -> nodesOf(cluster.podsInNamespace(name)));
  }

  private void nodeScan(NodeScan before, NodeScan after) {
    if (before == null) {
      return;
    }
    String node = before.getMetadata().getName();
    // What its agent says decides which of the carriers that are being deleted may end.
    if (after == null
        || !before.getSpec().equals(after.getSpec())
        || cluster.carriersOn(node).stream().anyMatch(CarrierView::leaving)) {
      again.accept(node);
    }
  }

  private void imageReport(ImageReportView before, ImageReportView after) {
    if (after == null) {
      nodesOf(cluster.podsRunning(before.getSpec().digest()));
    } else {
      ChangeListener.both(before, after)
          .map(report -> report.getSpec().nodeName())
          .distinct()
          .forEach(again);
    }
  }

  private void nodesOf(Collection<PodView> pods) {
    pods.stream().map(PodView::nodeName).filter(Objects::nonNull).distinct().forEach(again);
  }
}
