package dev.imagescan.operator.nodescan;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.operator.OperatorSettings;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.inject.CarrierWork;
import dev.imagescan.operator.inject.MountPlan;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.plan.ImageKey;
import dev.imagescan.operator.plan.NodePlan;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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
import java.util.Optional;

/**
 * Gives each node its plan. Once there, a NodeScan stays, empty if need be, so that its agent sees
 * that there is nothing left to do and clears up; where there are carriers there is one, since only
 * its status says that they are not used. All of them go when there is no scan and nothing is
 * mounted any more.
 */
@ControllerConfiguration(name = "nodescan", informer = @Informer(name = "nodescan"))
public final class NodeScanReconciler implements Reconciler<NodeView> {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(OperatorSettings.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final ClusterWatch cluster;
  private final String namespace;
  private final Clock clock;

  /** A reconciler that acts through this client. */
  public NodeScanReconciler(
      KubernetesClient client, ClusterWatch cluster, String namespace, Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.namespace = namespace;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, NodeView>> prepareEventSources(EventSourceContext<NodeView> context) {
    Trigger<NodeView> trigger = new Trigger<>("plan");
    new NodesToPlan(cluster, trigger::again).listen();
    return List.of(trigger);
  }

  @Override
  public UpdateControl<NodeView> reconcile(NodeView node, Context<NodeView> context) {
    if (cluster.scans().isEmpty() && !Remains.any(cluster)) {
      return UpdateControl.noUpdate();
    }
    // The SDK's own watch may be behind the one that had this node planned again.
    return cluster.node(node.name()).map(this::plan).orElseGet(UpdateControl::noUpdate);
  }

  private UpdateControl<NodeView> plan(NodeView node) {
    Instant now = clock.instant();
    List<PlannedMount> mounts = MountPlan.of(node, cluster);
    NodePlan plan =
        NodePlan.of(node, cluster, now)
            .holding(mounts, CarrierWork.released(node, cluster, mounts));
    plan.newImages().forEach(this::create);
    Optional<NodeScan> present = cluster.nodeScan(node.name());
    boolean needed = !plan.isEmpty() || !cluster.carriersOn(node.name()).isEmpty();
    if (present.isPresent() ? differs(present.get(), node, plan) : needed) {
      client.resource(nodeScan(node, plan)).patch(APPLY);
    }
    UpdateControl<NodeView> control = UpdateControl.noUpdate();
    plan.next().ifPresent(next -> control.rescheduleAfter(untilJustAfter(now, next)));
    return control;
  }

  private static Duration untilJustAfter(Instant now, Instant next) {
    return Duration.between(now, next).plusMillis(1);
  }

  private void create(ImageKey key, ImageReportSpec spec) {
    ImageReport report = new ImageReport();
    report.setMetadata(new ObjectMetaBuilder().withName(key.reportName()).build());
    report.setSpec(spec);
    try {
      client.resource(report).create();
    } catch (KubernetesClientException e) {
      // Another node's plan needs the same image and was quicker: its report serves both.
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static boolean differs(NodeScan present, NodeView node, NodePlan plan) {
    return !plan.spec().equals(present.getSpec())
        || !present.getMetadata().getOwnerReferences().contains(owner(node));
  }

  private NodeScan nodeScan(NodeView node, NodePlan plan) {
    NodeScan nodeScan = new NodeScan();
    nodeScan.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(node.name())
            .withOwnerReferences(owner(node))
            .build());
    nodeScan.setSpec(plan.spec());
    return nodeScan;
  }

  private static OwnerReference owner(NodeView node) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node.name())
        .withUid(node.getMetadata().getUid())
        .build();
  }
}
