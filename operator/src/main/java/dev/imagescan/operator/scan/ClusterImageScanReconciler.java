package dev.imagescan.operator.scan;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Trigger;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Keeps the status of each {@link ClusterImageScan} up to date. */
@ControllerConfiguration(name = "clusterimagescan", informer = @Informer(name = "clusterimagescan"))
public final class ClusterImageScanReconciler implements Reconciler<ClusterImageScan> {

  private final ClusterWatch cluster;
  private final Agents agents;
  private final ScanWriter writer;

  /** A reconciler that writes what this writer decides. */
  public ClusterImageScanReconciler(ClusterWatch cluster, Agents agents, ScanWriter writer) {
    this.cluster = cluster;
    this.agents = agents;
    this.writer = writer;
  }

  @Override
  public List<EventSource<?, ClusterImageScan>> prepareEventSources(
      EventSourceContext<ClusterImageScan> context) {
    Trigger<ClusterImageScan> trigger = new Trigger<>("counts");
    new ScansToCount(
            cluster,
            agents,
            scan -> {
              if (scan instanceof ClusterImageScan) {
                trigger.again(scan);
              }
            })
        .listen();
    return List.of(trigger);
  }

  @Override
  public UpdateControl<ClusterImageScan> reconcile(
      ClusterImageScan scan, Context<ClusterImageScan> context) {
    return writer.update(scan, ClusterImageScanReconciler::holding);
  }

  private static ClusterImageScan holding(ScanStatus status) {
    ClusterImageScan scan = new ClusterImageScan();
    scan.setStatus(status);
    return scan;
  }
}
