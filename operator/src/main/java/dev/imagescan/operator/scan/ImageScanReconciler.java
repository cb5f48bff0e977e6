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
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

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

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** By then the SDK has forgotten a scan of whose deletion it has told. */
  private static final long FORGOTTEN_SECONDS = 2;

  private final Trigger<ImageScan> trigger = new Trigger<>("counts");

  private final Map<String, Instant> looks = new ConcurrentHashMap<>();
  private final Clock clock;
  private final ClusterWatch cluster;
  private final Agents agents;
  private final ScanWriter writer;
  private final Refusals refusals;

  /** A reconciler that writes what this writer decides. */
  public ImageScanReconciler(
      ClusterWatch cluster, Agents agents, ScanWriter writer, Refusals refusals, Clock clock) {
    this.clock = clock;
    this.refusals = refusals;
    this.cluster = cluster;
    this.agents = agents;
    this.writer = writer;
  }

  @Override
  public List<EventSource<?, ImageScan>> prepareEventSources(
      EventSourceContext<ImageScan> context) {
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
    Optional<ImageScan> standing =
        Standing.of(scan, context)
            .filter(s -> !s.isMarkedForDeletion() || s.hasFinalizer(Cluster.FINALIZER));
    if (context.isPrimaryResourceDeleted()) {
      lookAgain(scan, context);
    }
    if (standing.isEmpty()) {
      looks.remove(scan.getMetadata().getUid());
      return UpdateControl.noUpdate();
    }
    return update(standing.get());
  }

  /** The SDK drops what it hears of a scan that is made again while it tells of the deletion. */
  private void lookAgain(ImageScan scan, Context<ImageScan> context) {
    ResourceID id = ResourceID.fromResource(scan);
    CompletableFuture.delayedExecutor(FORGOTTEN_SECONDS, TimeUnit.SECONDS)
        .execute(() -> context.getPrimaryCache().get(id).ifPresent(trigger::again));
  }

  /** Not by the SDK's rate limiter: it would hold up what must be told of a deletion as well. */
  private UpdateControl<ImageScan> update(ImageScan scan) {
    Instant now = clock.instant();
    String uid = scan.getMetadata().getUid();
    Instant next = looks.getOrDefault(uid, Instant.EPOCH).plus(PERIOD);
    if (next.isAfter(now) && !next.isAfter(now.plus(PERIOD))) {
      return UpdateControl.<ImageScan>noUpdate().rescheduleAfter(Duration.between(now, next));
    }
    looks.put(uid, now);
    return writer.update(scan, ImageScanReconciler::holding);
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
