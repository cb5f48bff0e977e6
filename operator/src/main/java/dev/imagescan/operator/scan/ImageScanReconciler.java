package dev.imagescan.operator.scan;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Standing;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * Keeps the status of each {@link ImageScan} up to date, also while it is being deleted and waits
 * for its mounts to go.
 */
@ControllerConfiguration(
    name = "imagescan",
    informer = @Informer(name = "imagescan"),
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class ImageScanReconciler implements Reconciler<ImageScan> {

  private final ClusterWatch cluster;
  private final Agents agents;
  private final ScanWriter writer;
  private final Refusals refusals;

  /** A reconciler that writes what this writer decides. */
  public ImageScanReconciler(
      ClusterWatch cluster, Agents agents, ScanWriter writer, Refusals refusals) {
    this.refusals = refusals;
    this.cluster = cluster;
    this.agents = agents;
    this.writer = writer;
  }

  @Override
  public List<EventSource<?, ImageScan>> prepareEventSources(
      EventSourceContext<ImageScan> context) {
    Trigger<ImageScan> trigger = new Trigger<>("counts");
    new ScansToCount(
            cluster,
            agents,
            scan -> {
              if (scan instanceof ImageScan) {
                trigger.again(scan);
              }
            })
        .listen();
    refusals.listen(trigger::again);
    return List.of(trigger);
  }

  @Override
  public UpdateControl<ImageScan> reconcile(ImageScan scan, Context<ImageScan> context) {
    return Standing.of(scan, context)
        .filter(s -> !s.isMarkedForDeletion() || s.hasFinalizer(Cluster.FINALIZER))
        .map(s -> writer.update(s, ImageScanReconciler::holding))
        .orElseGet(UpdateControl::noUpdate);
  }

  /** A scan may go while its status is being written: then there is nothing left to be told. */
  @Override
  public ErrorStatusUpdateControl<ImageScan> updateErrorStatus(
      ImageScan scan, Context<ImageScan> context, Exception failure) {
    boolean went =
        failure instanceof KubernetesClientException answer
            && answer.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    return went
        ? ErrorStatusUpdateControl.<ImageScan>noStatusUpdate().withNoRetry()
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private static ImageScan holding(ScanStatus status) {
    ImageScan scan = new ImageScan();
    scan.setStatus(status);
    return scan;
  }
}
