package dev.imagescan.operator;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.agent.AgentReconciler;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.carrier.CarrierReconciler;
import dev.imagescan.operator.carrier.InjectionReconciler;
import dev.imagescan.operator.event.ScanEvents;
import dev.imagescan.operator.health.HealthServer;
import dev.imagescan.operator.health.OperatorMetrics;
import dev.imagescan.operator.imagereport.ImageReportReconciler;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.lease.Leadership;
import dev.imagescan.operator.nodescan.NodeScanReconciler;
import dev.imagescan.operator.scan.ClusterImageScanReconciler;
import dev.imagescan.operator.scan.ImageScanReconciler;
import dev.imagescan.operator.scan.ScanWriter;
import dev.imagescan.operator.verdict.ReportVerdicts;
import dev.imagescan.operator.watch.AtMostEvery;
import dev.imagescan.operator.watch.ClusterWatch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole operator, in a process of its own or inside another. The API server must have the kinds
 * of imagescan.dev, and the Namespace of the settings as an object. The client stays the caller's:
 * it is closed after this is.
 */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final Duration RUNS_END = Duration.ofSeconds(3);
  private static final Duration SCAN_PERIOD = Duration.ofSeconds(1);
  private static final Duration PLAN_PERIOD = Duration.ofMillis(300);
  // Lost events would show by then; nothing is known to lose any.
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(10);
  private static final int THREADS = 8;

  private final KubernetesClient client;
  private final OperatorSettings settings;
  private final ClusterWatch cluster;
  private final Leadership leadership;
  private final OperatorMetrics metrics;
  private final HealthServer health;
  private final AgentReconciler agentReconciler;
  private final Operator operator;
  private volatile boolean started;
  private volatile boolean closed;

  /**
   * Prepares an operator and opens its HTTP port.
   *
   * @param onLeadershipLost what to do when another replica may lead from now on; it must not call
   *     {@link #close()} on the thread that it is run on
   * @throws IOException if the HTTP port cannot be had
   */
  public OperatorProcess(
      KubernetesClient client, OperatorSettings settings, Runnable onLeadershipLost)
      throws IOException {
    Clock clock = Clock.systemUTC();
    this.client = client;
    this.settings = settings;
    this.cluster = new ClusterWatch(client, settings.namespace(), settings.injection());
    Agents agents = new Agents(cluster, settings.namespace(), clock);
    this.leadership = new Leadership(client, settings, onLeadershipLost);
    this.metrics = new OperatorMetrics(cluster, agents, leadership::leading);
    this.health = new HealthServer(settings.httpPort(), metrics::alive, this::ready, metrics::text);
    this.agentReconciler = new AgentReconciler(client, cluster, settings, agents);
    this.operator = new Operator(this::configure);
    Refusals refusals = new Refusals(clock);
    ScanEvents events = new ScanEvents(client, settings.identity(), clock);
    ScanWriter writer =
        new ScanWriter(
            cluster,
            agents,
            new ReportVerdicts(client, clock),
            refusals,
            events,
            metrics::injected,
            clock);
    register(agentReconciler, PLAN_PERIOD);
    register(new NodeScanReconciler(client, cluster, settings.namespace(), clock), PLAN_PERIOD);
    register(
        new CarrierReconciler(client, cluster, settings.namespace(), refusals, events, clock),
        PLAN_PERIOD);
    register(
        new InjectionReconciler(client, cluster, () -> agents.absence().since(), events, clock),
        Duration.ZERO);
    register(new ImageReportReconciler(client, cluster, clock), SCAN_PERIOD);
    // These two are told of deletions, which must not wait: a scan that is made again meanwhile
    // would be taken for the deleted one.
    register(new ImageScanReconciler(cluster, agents, writer, refusals, clock), Duration.ZERO);
    register(new ClusterImageScanReconciler(cluster, agents, writer), SCAN_PERIOD);
  }

  private void configure(ConfigurationServiceOverrider configuration) {
    configuration
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withConcurrentReconciliationThreads(THREADS)
        .withReconciliationTerminationTimeout(RUNS_END)
        .withMetrics(metrics.controllers());
    if (settings.leaderElection()) {
      configuration.withLeaderElectionConfiguration(leadership.configuration());
    }
  }

  private <P extends HasMetadata> void register(Reconciler<P> reconciler, Duration period) {
    operator.register(
        reconciler,
        configuration ->
            configuration
                .withFieldManager(OperatorSettings.FIELD_MANAGER)
                .withRateLimiter(new AtMostEvery(period))
                .withInformerListLimit(ClusterWatch.PAGE)
                .withReconciliationMaxInterval(AT_LEAST_EVERY)
                .withRetry(
                    new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(1_000)
                        .setMaxInterval(30_000)));
  }

  /**
   * Starts, and returns when the cluster is known and the controllers run or wait to lead.
   *
   * @throws InterruptedException if the thread is interrupted while the API server does not answer
   */
  public void start() throws InterruptedException {
    health.start();
    awaitKinds();
    cluster.start();
    while (!closed && !cluster.synced()) {
      Thread.sleep(POLL);
    }
    if (!closed) {
      operator.start();
      started = true;
    }
  }

  private void awaitKinds() throws InterruptedException {
    while (!closed) {
      try {
        client.resources(ImageScan.class).inAnyNamespace().list(one());
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          LOG.error("The kinds of imagescan.dev are not installed: kubectl apply -k deploy");
        } else {
          LOG.error("The API server does not answer as it should: {}", e.getMessage());
        }
        Thread.sleep(WAIT);
      }
    }
  }

  private static io.fabric8.kubernetes.api.model.ListOptions one() {
    return new ListOptionsBuilder().withLimit(1L).build();
  }

  /** Whether the cluster is known and the controllers run, or would if this replica led. */
  public boolean ready() {
    return started && !closed && cluster.synced();
  }

  /** Whether this replica leads. */
  public boolean leading() {
    return started && leadership.leading();
  }

  /** The port of {@code /metrics}, {@code /healthz} and {@code /readyz}. */
  public int httpPort() {
    return health.port();
  }

  /** Stops in order, within seconds: the controllers, then the lease is given back. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    leadership.closing();
    operator.stop();
    if (settings.leaderElection()) {
      leadership.release();
    }
    agentReconciler.close();
    cluster.close();
    health.close();
  }
}
