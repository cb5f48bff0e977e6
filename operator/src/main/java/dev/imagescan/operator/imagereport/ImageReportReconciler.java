package dev.imagescan.operator.imagereport;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.operator.OperatorSettings;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.plan.Assignment;
import dev.imagescan.operator.plan.Demand;
import dev.imagescan.operator.plan.ImageKey;
import dev.imagescan.operator.watch.ClusterWatch;
import dev.imagescan.operator.watch.Trigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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
import java.util.concurrent.ConcurrentHashMap;

/** Carries out what {@link Assignment} decides for each image. */
@ControllerConfiguration(name = "imagereport", informer = @Informer(name = "imagereport"))
public final class ImageReportReconciler implements Reconciler<ImageReportView> {

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(OperatorSettings.FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final ClusterWatch cluster;
  private final Clock clock;
  private final Map<String, Instant> unusedSince = new ConcurrentHashMap<>();

  /** A reconciler that acts through this client. */
  public ImageReportReconciler(KubernetesClient client, ClusterWatch cluster, Clock clock) {
    this.client = client;
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ImageReportView>> prepareEventSources(
      EventSourceContext<ImageReportView> context) {
    Trigger<ImageReportView> trigger = new Trigger<>("demand");
    new ReportsToAssign(cluster, trigger::again).listen();
    cluster.onImageReport(
        (before, after) -> {
          if (after == null) {
            unusedSince.remove(before.name());
          }
        });
    return List.of(trigger);
  }

  @Override
  public UpdateControl<ImageReportView> reconcile(
      ImageReportView report, Context<ImageReportView> context) {
    if (cluster.scans().isEmpty()) {
      return UpdateControl.noUpdate();
    }
    Instant now = clock.instant();
    ImageReportSpec spec = report.getSpec();
    ImageKey image = new ImageKey(spec.digest(), spec.os(), spec.architecture());
    Demand demand = Demand.of(image, cluster, now);
    Instant unused = unused(report.name(), demand.used(), now);
    return switch (Assignment.of(report, demand, unused, now)) {
      case Assignment.Keep(Optional<Instant> until) -> again(now, until);
      case Assignment.Assign(String node, Instant until) -> {
        assign(report, node, until);
        yield again(now, Optional.of(until));
      }
      case Assignment.Remove() -> {
        client.resources(ImageReport.class).withName(report.name()).delete();
        yield UpdateControl.noUpdate();
      }
    };
  }

  private Instant unused(String name, boolean used, Instant now) {
    if (used) {
      unusedSince.remove(name);
      return now;
    }
    return unusedSince.computeIfAbsent(name, _ -> now);
  }

  private static UpdateControl<ImageReportView> again(Instant now, Optional<Instant> when) {
    UpdateControl<ImageReportView> control = UpdateControl.noUpdate();
    when.ifPresent(time -> control.rescheduleAfter(Duration.between(now, time).plusMillis(1)));
    return control;
  }

  private void assign(ImageReportView report, String node, Instant until) {
    ImageReportSpec before = report.getSpec();
    ImageReport desired = new ImageReport();
    desired.setMetadata(
        new ObjectMetaBuilder()
            .withName(report.name())
            .withUid(report.getMetadata().getUid())
            .build());
    desired.setSpec(
        new ImageReportSpec(
            before.digest(),
            before.os(),
            before.architecture(),
            before.image(),
            node,
            until.toString()));
    client.resource(desired).patch(APPLY);
  }
}
