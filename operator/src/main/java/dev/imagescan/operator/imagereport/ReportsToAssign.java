package dev.imagescan.operator.imagereport;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.ContainerView;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.watch.ChangeListener;
import dev.imagescan.operator.watch.ClusterWatch;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Consumer;

/** Tells for which images a change may have changed who is to read them, or who needs them. */
final class ReportsToAssign {

  private final ClusterWatch cluster;
  private final Consumer<ImageReportView> again;

  ReportsToAssign(ClusterWatch cluster, Consumer<ImageReportView> again) {
    this.cluster = cluster;
    this.again = again;
  }

  void listen() {
    cluster.onPod(this::pod);
    cluster.onNode(this::node);
    cluster.onScan(this::scan);
    cluster.onNamespace((_, _) -> look(cluster.imageReports()));
    cluster.onImageReport(
        (_, after) -> {
          if (after != null) {
            again.accept(after);
          }
        });
  }

  private void pod(PodView before, PodView after) {
    ChangeListener.both(before, after)
        .flatMap(pod -> pod.containers().stream())
        .map(ContainerView::digest)
        .filter(Objects::nonNull)
        .distinct()
        .forEach(digest -> look(cluster.imageReportsWith(digest)));
  }

  private void node(NodeView before, NodeView after) {
    ChangeListener.both(before, after)
        .map(NodeView::name)
        .distinct()
        .forEach(name -> look(cluster.imageReportsOf(name)));
  }

  private void scan(Scan before, Scan after) {
    switch (after == null ? before : after) {
      case ImageScan scan ->
          cluster.podsInNamespace(scan.getMetadata().getNamespace()).forEach(pod -> pod(null, pod));
      case ClusterImageScan _ -> look(cluster.imageReports());
    }
  }

  private void look(Collection<ImageReportView> reports) {
    reports.forEach(again);
  }
}
