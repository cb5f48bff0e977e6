package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.NodeScan;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's agent: watches the NodeScan named after the node, does what it says, and serves
 * metrics and health over HTTP. {@link #run} blocks until {@link #close} is called by another
 * thread.
 */
public final class AgentProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentProcess.class);
  private static final Attempts.Limits LIMITS = new Attempts.Limits(2, Duration.ofSeconds(90));
  private static final long RESYNC_MILLIS = 0;

  /**
   * Where the agent runs.
   *
   * @param nodeName the node, which is also the NodeScan's name
   * @param namespace the operator's namespace, which holds the NodeScans
   * @param port where metrics and health are served; 0 picks a free one
   */
  public record Settings(String nodeName, String namespace, int port) {}

  private final SharedIndexInformer<NodeScan> informer;
  private final NodeAgent agent;
  private final StatusServer server;

  /** Connects; the client stays the caller's to close. */
  public AgentProcess(
      KubernetesClient client, Settings settings, Inspector inspector, Mounting mounting)
      throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    informer =
        client
            .resources(NodeScan.class)
            .inNamespace(settings.namespace())
            .withName(settings.nodeName())
            .runnableInformer(RESYNC_MILLIS);
    // By default it ends, for good and in silence, when the API server answers a watch with an
    // error.
    informer.exceptionHandler((_, _) -> true);
    AgentMetrics metrics = new AgentMetrics(registry);
    metrics.follow(inspector);
    agent =
        new NodeAgent(
            this::plan,
            new Findings(
                settings.nodeName(),
                new ClusterReports(client, settings.nodeName(), settings.namespace()),
                mounting.faults()),
            inspector,
            metrics,
            InstantSource.system(),
            LIMITS,
            mounting);
    server = new StatusServer(settings.port(), registry, agent::isAlive, informer::hasSynced);
  }

  private Optional<NodeScan> plan() {
    return informer.getStore().list().stream().findFirst();
  }

  /** Works until closed. */
  public void run() {
    informer.addEventHandler(new Trigger());
    informer.start().toCompletableFuture().join();
    log.info("watching this node's NodeScan; metrics and health on port {}", server.port());
    agent.run();
  }

  /** Where metrics and health are served. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    agent.stop();
    informer.close();
    server.close();
  }

  private final class Trigger implements ResourceEventHandler<NodeScan> {

    @Override
    public void onAdd(NodeScan added) {
      agent.trigger();
    }

    @Override
    public void onUpdate(NodeScan before, NodeScan after) {
      agent.trigger();
    }

    @Override
    public void onDelete(NodeScan deleted, boolean unknown) {
      agent.trigger();
    }
  }
}
