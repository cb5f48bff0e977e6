package dev.imagescan.operator.carrier;

import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.event.ScanEvents;
import dev.imagescan.operator.inject.CarrierWork;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.inject.WantedCarrier;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has on each node the carriers that scans need there, and no others. Its object is the node, not
 * the scan: so carriers of a scan that is gone are found and emptied like any other.
 */
@ControllerConfiguration(name = "carrier", informer = @Informer(name = "carrier"))
public final class CarrierReconciler implements Reconciler<NodeView> {

  private static final Logger LOG = LoggerFactory.getLogger(CarrierReconciler.class);
  private static final int TOO_MANY_REQUESTS = 429;

  /** On a node that is short of disk kubelet ends pods at once: not one after the other. */
  private static final Duration BETWEEN = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final ClusterWatch cluster;
  private final String namespace;
  private final Refusals refusals;
  private final ScanEvents events;
  private final Clock clock;
  private final Set<String> drained = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> ends = new ConcurrentHashMap<>();

  /**
   * A reconciler that acts through this client.
   *
   * @param namespace the operator's own, in which NodeScans are
   */
  public CarrierReconciler(
      KubernetesClient client,
      ClusterWatch cluster,
      String namespace,
      Refusals refusals,
      ScanEvents events,
      Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.namespace = namespace;
    this.refusals = refusals;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, NodeView>> prepareEventSources(EventSourceContext<NodeView> context) {
    Trigger<NodeView> trigger = new Trigger<>("carriers");
    new NodesToServe(cluster, trigger::again).listen();
    return List.of(trigger);
  }

  @Override
  public UpdateControl<NodeView> reconcile(NodeView node, Context<NodeView> context) {
    if (!cluster.injection().enabled()) {
      return UpdateControl.noUpdate();
    }
    refusals.retain(
        cluster.injections().stream()
            .map(scan -> scan.getMetadata().getUid())
            .collect(Collectors.toSet()));
    tellOfEnded(node);
    CarrierWork work = CarrierWork.of(node, cluster, isDrained(node));
    work.delete().forEach(carrier -> tryDelete(carrier, node));
    UpdateControl<NodeView> control = UpdateControl.noUpdate();
    work.create().stream()
        .flatMap(missing -> create(missing).stream())
        .min(Instant::compareTo)
        .map(again -> Duration.between(clock.instant(), again).plusMillis(1))
        .ifPresent(
            wait -> control.rescheduleAfter(wait.isPositive() ? wait : Duration.ofMillis(1)));
    return control;
  }

  private void tellOfEnded(NodeView node) {
    ends.values().removeIf(again -> !again.isAfter(clock.instant()));
    for (CarrierView carrier : cluster.carriersOn(node.name())) {
      if (carrier.ended()) {
        ends.put(carrier.key(), carrier.created().plus(BETWEEN));
        cluster.injectionsIn(carrier.namespace()).stream()
            .filter(scan -> scan.getMetadata().getUid().equals(carrier.scanUid()))
            .forEach(scan -> events.carrierEnded(scan, carrier));
      }
    }
  }

  /** What was taken with a drain does not come back before the node takes pods again. */
  private boolean isDrained(NodeView node) {
    if (!node.unschedulable()) {
      drained.remove(node.name());
    } else if (cluster.carriersOn(node.name()).stream()
        .anyMatch(c -> c.leaving() && c.grace() > CarrierWork.GRACE_SECONDS)) {
      drained.add(node.name());
    }
    return drained.contains(node.name());
  }

  /** Creates a carrier; if it cannot be had, tells when to try again. */
  private Optional<Instant> create(CarrierWork.Missing missing) {
    Optional<Instant> waits =
        Optional.ofNullable(ends.get(missing.wanted().key()))
            .filter(again -> again.isAfter(clock.instant()))
            .or(() -> refusals.waits(missing.wanted()));
    if (waits.isPresent()) {
      return waits;
    }
    try {
      client.resource(missing.pod()).create();
      refusals.accept(missing.wanted());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (!isAnswer(e)) {
        throw e;
      }
      return Optional.of(refused(missing.wanted(), e));
    }
  }

  private Instant refused(WantedCarrier wanted, KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return refusals.conflict(wanted, words(e));
    }
    LOG.info("The API server refused a carrier on {}: {}", wanted.node().name(), words(e));
    return refusals.refuse(wanted, words(e));
  }

  /**
   * Whether the API server has understood and said no: quotas, policies, a namespace that is being
   * deleted, a name that is taken. Trying again at once would hear the same.
   */
  private static boolean isAnswer(KubernetesClientException e) {
    return e.getCode() >= HttpURLConnection.HTTP_BAD_REQUEST
        && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR
        && e.getCode() != HttpURLConnection.HTTP_UNAUTHORIZED
        && e.getCode() != TOO_MANY_REQUESTS;
  }

  private static String words(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? String.valueOf(e.getMessage())
        : e.getStatus().getMessage();
  }

  /** One that the API server keeps must not keep the others from being created. */
  private void tryDelete(CarrierView carrier, NodeView node) {
    try {
      delete(carrier, node);
    } catch (KubernetesClientException e) {
      if (!isAnswer(e)) {
        throw e;
      }
      LOG.warn("The API server keeps the carrier {}: {}", carrier.name(), words(e));
    }
  }

  /** What destroys is decided from the newest state, not from a cache that may lag behind. */
  private void delete(CarrierView carrier, NodeView node) {
    Optional<NodeScan> newest =
        Optional.ofNullable(
            client.resources(NodeScan.class).inNamespace(namespace).withName(node.name()).get());
    if (!CarrierWork.isFree(carrier, newest)) {
      return;
    }
    client
        .pods()
        .inNamespace(carrier.namespace())
        .withName(carrier.name())
        .withGracePeriod(CarrierWork.GRACE_SECONDS)
        .delete();
  }
}
