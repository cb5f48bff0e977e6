package dev.imagescan.operator.imagereport;

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
    cluster.onScan((_, _) -> all());
    cluster.onNamespace((_, _) -> all());
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

  private void all() {
    look(cluster.imageReports());
  }

  private void look(Collection<ImageReportView> reports) {
    reports.forEach(again);
  }
}
