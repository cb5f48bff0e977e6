package dev.imagescan.operator.agent;

import dev.imagescan.operator.OperatorSettings;
import dev.imagescan.operator.cluster.NamespaceView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.watch.ChangeListener;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an agent on every node while there is a scan or a mount, and nothing of ours when there is
 * none. Its object is the operator's own namespace, which always exists; whatever happens there, it
 * looks at all scans.
 */
@ControllerConfiguration(name = "agent", informer = @Informer(name = "agent"))
public final class AgentReconciler implements Reconciler<NamespaceView> {

  private static final Logger LOG = LoggerFactory.getLogger(AgentReconciler.class);

  // An agent may still write a report while it is told to end.
  private static final Duration AGENTS_END = Duration.ofSeconds(10);
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(OperatorSettings.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final ClusterWatch cluster;
  private final OperatorSettings settings;
  private final Agents agents;
  private final Leftovers leftovers;
  private final Trigger<NamespaceView> trigger = new Trigger<>("scans");
  private final SharedIndexInformer<DaemonSet> daemonSet;
  private volatile boolean swept;

  /** A reconciler that acts through this client. */
  public AgentReconciler(
      KubernetesClient client, ClusterWatch cluster, OperatorSettings settings, Agents agents) {
    this.client = client;
    this.cluster = cluster;
    this.settings = settings;
    this.agents = agents;
    this.leftovers = new Leftovers(client, settings.namespace());
    this.daemonSet =
        client
            .apps()
            .daemonSets()
            .inNamespace(settings.namespace())
            .withName(AgentDaemonSet.NAME)
            .runnableInformer(0);
  }

  @Override
  public List<EventSource<?, NamespaceView>> prepareEventSources(
      EventSourceContext<NamespaceView> context) {
    cluster.onScan((_, _) -> look());
    cluster.onNodeScan((_, _) -> lookWithoutScans());
    cluster.onCarrier((_, _) -> lookWithoutScans());
    cluster.onNode((_, _) -> lookWithoutScans());
    cluster.onPod(
        (before, after) -> {
          if (cluster.scans().isEmpty() && agentGone(before, after)) {
            look();
          }
        });
    daemonSet.exceptionHandler((_, _) -> true);
    daemonSet.addEventHandler(new OnDaemonSet());
    daemonSet.start();
    return List.of(trigger);
  }

  /** With the last scan gone, the end of the last mount counts. */
  private void lookWithoutScans() {
    if (cluster.scans().isEmpty()) {
      look();
    }
  }

  private boolean agentGone(PodView before, PodView after) {
    return after == null && ChangeListener.both(before, after).anyMatch(agents::isAgent);
  }

  private void look() {
    trigger.again(settings.namespace());
  }

  @Override
  public UpdateControl<NamespaceView> reconcile(
      NamespaceView namespace, Context<NamespaceView> context) {
    if (!settings.namespace().equals(namespace.name())) {
      return UpdateControl.noUpdate();
    }
    if (!cluster.scans().isEmpty() || Remains.any(cluster)) {
      swept = false;
      applyDaemonSet();
      return UpdateControl.noUpdate();
    }
    agents.reset();
    leftovers.removeAgents();
    leftovers.removeReports();
    boolean again = agents.anyLeft() || !swept;
    swept = true;
    return again
        ? UpdateControl.<NamespaceView>noUpdate().rescheduleAfter(AGENTS_END)
        : UpdateControl.noUpdate();
  }

  private void applyDaemonSet() {
    Optional<OwnerReference> owner = owner();
    if (owner.isEmpty() && settings.leaderElection()) {
      // The Deployment was deleted, and this pod is about to go with it. Agents made now would have
      // no owner and stay for ever.
      LOG.warn(
          "There is no Deployment {} in {}: no agents are started.",
          OperatorSettings.NAME,
          settings.namespace());
      return;
    }
    client
        .resource(
            new AgentDaemonSet(
                    settings.namespace(),
                    settings.agentImage(),
                    settings.pullPolicy(),
                    settings.injection().enabled(),
                    owner)
                .desired())
        .patch(APPLY);
  }

  private Optional<OwnerReference> owner() {
    return Optional.ofNullable(
            client
                .apps()
                .deployments()
                .inNamespace(settings.namespace())
                .withName(OperatorSettings.NAME)
                .get())
        .map(
            deployment ->
                new OwnerReferenceBuilder()
                    .withApiVersion("apps/v1")
                    .withKind("Deployment")
                    .withName(deployment.getMetadata().getName())
                    .withUid(deployment.getMetadata().getUid())
                    .build());
  }

  /** Ends the watch of the DaemonSet. */
  public void close() {
    daemonSet.stop();
  }

  private final class OnDaemonSet implements ResourceEventHandler<DaemonSet> {
    @Override
    public void onAdd(DaemonSet added) {
      look();
    }

    @Override
    public void onUpdate(DaemonSet before, DaemonSet after) {
      if (!Objects.equals(
          before.getMetadata().getGeneration(), after.getMetadata().getGeneration())) {
        look();
      }
    }

    @Override
    public void onDelete(DaemonSet deleted, boolean unknown) {
      look();
    }
  }
}
