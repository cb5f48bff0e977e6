package dev.imagescan.operator.health;

import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.watch.ClusterWatch;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The operator's numbers; gauges are counted when they are asked for. */
public final class OperatorMetrics {

  private static final Duration[] STEPS =
      Stream.of(1, 2, 5, 10, 30, 60, 300).map(Duration::ofSeconds).toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Runs runs = new Runs(registry);
  private final FindingNumbers findings;
  private final Timer injection =
      Timer.builder("imagescan.injection")
          .description("From the creation of a scan until all of its mounts are in place.")
          .serviceLevelObjectives(STEPS)
          .register(registry);

  /** Numbers about this cluster, and whether this replica leads. */
  public OperatorMetrics(ClusterWatch cluster, Agents agents, BooleanSupplier leading) {
    new JvmMemoryMetrics().bindTo(registry);
    gauge("imagescan.leader", "1 while this replica leads.", leading, l -> one(l.getAsBoolean()));
    gauge("imagescan.scans", "Scans of both kinds.", cluster, c -> c.scans().size());
    gauge("imagescan.pods", "Pods that are watched.", cluster, c -> c.pods().size());
    gauge(
        "imagescan.planned.containers",
        "Containers that agents are to inspect.",
        cluster,
        OperatorMetrics::planned);
    nodes(cluster);
    gauge("imagescan.image.reports", "Image reports.", cluster, c -> c.imageReports().size());
    gauge(
        "imagescan.image.reports.unread",
        "Image reports that are still to be filled in.",
        cluster,
        OperatorMetrics::unread);
    gauge(
        "imagescan.nodes.without.agent",
        "Nodes without a ready agent, while there are scans.",
        cluster,
        c -> c.scans().isEmpty() ? 0 : agents.absence().since().size());
    mounts(cluster);
    findings = new FindingNumbers(cluster, registry);
  }

  private void nodes(ClusterWatch cluster) {
    gauge(
        "imagescan.planned.nodes",
        "Nodes that agents are to look at themselves.",
        cluster,
        c -> c.nodeScans().stream().filter(n -> n.getSpec().node() != null).count());
    gauge(
        "imagescan.unreadable.nodes",
        "Of these, nodes that could not be read.",
        cluster,
        c -> c.nodeScans().stream().filter(OperatorMetrics::isUnreadable).count());
  }

  private static boolean isUnreadable(NodeScan plan) {
    return plan.getSpec().node() != null
        && plan.getStatus() != null
        && plan.getStatus().node() != null
        && plan.getStatus().node().state() == State.FAILED;
  }

  private void mounts(ClusterWatch cluster) {
    gauge("imagescan.carriers", "Pods that carry volumes.", cluster, c -> c.carriers().size());
    for (MountState state : MountState.values()) {
      Gauge.builder("imagescan.mounts", cluster, c -> count(c, state))
          .description("Mounts in containers, by what the agents last said of them.")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .strongReference(true)
          .register(registry);
    }
  }

  private static double count(ClusterWatch cluster, MountState state) {
    return cluster.nodeScans().stream()
        .filter(nodeScan -> nodeScan.getStatus() != null)
        .flatMap(nodeScan -> nodeScan.getStatus().mounts().stream())
        .filter(mount -> mount.state() == state)
        .count();
  }

  /** Notes that all mounts of a scan are in place for the first time, so long after it was made. */
  public void injected(Duration sinceCreation) {
    injection.record(sinceCreation);
  }

  /** What the controllers report to. */
  public Metrics controllers() {
    return runs;
  }

  /** Whether no controller is stuck. */
  public boolean alive() {
    return runs.alive();
  }

  /** All numbers in Prometheus' text format. */
  public String text() {
    findings.look();
    return registry.scrape();
  }

  private <T> void gauge(String name, String help, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(help).strongReference(true).register(registry);
  }

  private static double one(boolean holds) {
    return holds ? 1 : 0;
  }

  private static double planned(ClusterWatch cluster) {
    return cluster.nodeScans().stream().mapToInt(n -> n.getSpec().containers().size()).sum();
  }

  private static double unread(ClusterWatch cluster) {
    return cluster.imageReports().stream().filter(report -> report.read().isEmpty()).count();
  }
}
