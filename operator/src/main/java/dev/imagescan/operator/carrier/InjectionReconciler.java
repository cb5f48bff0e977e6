package dev.imagescan.operator.carrier;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.Timestamp;
import dev.imagescan.operator.event.ScanEvents;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Standing;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Gives a scan that injects a finalizer before its first carrier, and takes it away when nothing of
 * it is mounted and no carrier left. It does not use the SDK's {@code Cleaner}, which would give
 * the finalizer to every scan: those that only inspect are to go at once, also without an operator.
 */
@ControllerConfiguration(
    name = "injection",
    informer = @Informer(name = "injection"),
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true)
public final class InjectionReconciler implements Reconciler<ImageScan> {

  // The next state of a scan that changed under a write comes within moments.
  private static final Duration SOON = Duration.ofMillis(500);

  private final ClusterWatch cluster;
  private final Supplier<Map<String, Instant>> agentless;
  private final Finalizer finalizer;
  private final ScanEvents events;
  private final Clock clock;

  /**
   * A reconciler that acts through this client.
   *
   * @param agentless asked which nodes have no ready agent, and since when
   */
  public InjectionReconciler(
      KubernetesClient client,
      ClusterWatch cluster,
      Supplier<Map<String, Instant>> agentless,
      ScanEvents events,
      Clock clock) {
    this.cluster = cluster;
    this.agentless = agentless;
    this.finalizer = new Finalizer(client);
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ImageScan>> prepareEventSources(
      EventSourceContext<ImageScan> context) {
    Trigger<ImageScan> trigger = new Trigger<>("remains");
    // The SDK tells of new generations only, and finalizers make none.
    cluster.onScan(
        (_, after) -> {
          if (after instanceof ImageScan scan && (isHeld(scan) || wanted(scan))) {
            trigger.again(scan);
          }
        });
    cluster.onNodeScan((before, after) -> mounts(before, after, trigger));
    cluster.onNode((_, _) -> leaving(trigger));
    cluster.onCarrier(
        (before, after) -> {
          CarrierView carrier = after == null ? before : after;
          cluster.injectionsIn(carrier.namespace()).stream()
              .filter(scan -> scan.getMetadata().getUid().equals(carrier.scanUid()))
              .forEach(trigger::again);
        });
    return List.of(trigger);
  }

  private void mounts(NodeScan before, NodeScan after, Trigger<ImageScan> trigger) {
    if (before != null && Remains.mounts(before).findAny().isPresent()
        || after != null && Remains.mounts(after).findAny().isPresent()) {
      leaving(trigger);
    }
  }

  private void leaving(Trigger<ImageScan> trigger) {
    cluster.injections().stream()
        .filter(scan -> isHeld(scan) && !wanted(scan))
        .forEach(trigger::again);
  }

  private static boolean isHeld(ImageScan scan) {
    return scan.hasFinalizer(Cluster.FINALIZER);
  }

  private static boolean wanted(ImageScan scan) {
    return scan.getSpec().inject() != null && !scan.isMarkedForDeletion();
  }

  @Override
  public UpdateControl<ImageScan> reconcile(ImageScan scan, Context<ImageScan> context) {
    return Standing.of(scan, context).map(this::reconcile).orElseGet(UpdateControl::noUpdate);
  }

  private UpdateControl<ImageScan> reconcile(ImageScan scan) {
    if (wanted(scan)) {
      boolean done = isHeld(scan) || !cluster.injection().enabled() || finalizer.add(scan);
      return done ? UpdateControl.noUpdate() : soon();
    }
    return isHeld(scan) ? release(scan) : UpdateControl.noUpdate();
  }

  private static UpdateControl<ImageScan> soon() {
    return UpdateControl.<ImageScan>noUpdate().rescheduleAfter(SOON);
  }

  private Optional<Instant> givesUp(NodeView node, Instant since, Map<String, Instant> agentless) {
    return Remains.givesUp(
        node,
        since,
        cluster.injection().enabled(),
        Optional.ofNullable(agentless.get(node.name())));
  }

  private UpdateControl<ImageScan> release(ImageScan scan) {
    Instant now = clock.instant();
    Instant since =
        Timestamp.parse(scan.getMetadata().getDeletionTimestamp()).orElse(Instant.EPOCH);
    SortedMap<String, Remains> remains = Remains.of(scan, cluster);
    List<Optional<Instant>> ends =
        remains.keySet().stream()
            .flatMap(name -> cluster.node(name).stream())
            .map(node -> givesUp(node, since, agentless.get()))
            .toList();
    if (ends.stream().anyMatch(end -> end.filter(e -> !e.isAfter(now)).isEmpty())) {
      UpdateControl<ImageScan> control = UpdateControl.noUpdate();
      ends.stream()
          .flatMap(Optional::stream)
          .filter(now::isBefore)
          .min(Instant::compareTo)
          .ifPresent(end -> control.rescheduleAfter(Duration.between(now, end).plusMillis(1)));
      return control;
    }
    remains.forEach((node, left) -> events.gaveUp(scan, node, left));
    return finalizer.remove(scan) ? UpdateControl.noUpdate() : soon();
  }
}
