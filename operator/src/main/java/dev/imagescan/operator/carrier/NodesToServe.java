package dev.imagescan.operator.carrier;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.watch.ChangeListener;
import dev.imagescan.operator.watch.ClusterWatch;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tells on which nodes a change may call for other carriers. */
final class NodesToServe {

  private final ClusterWatch cluster;
  private final Consumer<String> again;

  NodesToServe(ClusterWatch cluster, Consumer<String> again) {
    this.cluster = cluster;
    this.again = again;
  }

  void listen() {
    cluster.onPod(this::pod);
    cluster.onNode(this::node);
    cluster.onScan(this::scan);
    cluster.onNodeScan(this::nodeScan);
    cluster.onCarrier(this::carrier);
  }

  private void pod(PodView before, PodView after) {
    ChangeListener.both(before, after)
        .filter(pod -> !cluster.injectionsIn(pod.namespace()).isEmpty())
        .map(PodView::nodeName)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(again);
  }

  private void node(NodeView before, NodeView after) {
    ChangeListener.both(before, after).map(NodeView::name).distinct().forEach(again);
  }

  private void scan(Scan before, Scan after) {
    switch (after == null ? before : after) {
      case ImageScan scan when injected(before) || injected(after) ->
          Stream.concat(
                  cluster.podsInNamespace(scan.getMetadata().getNamespace()).stream()
                      .map(PodView::nodeName),
                  cluster.carriersOf(scan.getMetadata().getUid()).stream().map(CarrierView::node))
              .filter(Objects::nonNull)
              .distinct()
              .forEach(again);
      case ImageScan _, ClusterImageScan _ -> {
        // Neither has carriers.
      }
    }
  }

  private static boolean injected(Scan scan) {
    return scan instanceof ImageScan one && one.getSpec().inject() != null;
  }

  private void nodeScan(NodeScan before, NodeScan after) {
    if (before == null || after == null || !sameMounts(before, after)) {
      ChangeListener.both(before, after)
          .map(scan -> scan.getMetadata().getName())
          .distinct()
          .forEach(again);
    }
  }

  private static boolean sameMounts(NodeScan before, NodeScan after) {
    return before.getSpec().mounts().equals(after.getSpec().mounts())
        && Objects.equals(mounts(before.getStatus()), mounts(after.getStatus()));
  }

  private static Object mounts(NodeScanStatus status) {
    return status == null ? null : Stream.of(status.observedGeneration(), status.mounts()).toList();
  }

  private void carrier(CarrierView before, CarrierView after) {
    ChangeListener.both(before, after)
        .map(CarrierView::node)
        .filter(name -> !name.isEmpty())
        .distinct()
        .forEach(again);
  }
}
