package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.PauseImage;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A cluster on this machine, made on the spot and gone with this JVM. */
public final class LocalCluster implements Cluster {

  private static final Duration READY = Duration.ofSeconds(90);

  private final Tools tools;
  private final Slot slot;
  private final ControlPlane controlPlane;
  private final Nodes nodes;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private final Map<Path, Boolean> imported = new ConcurrentHashMap<>();
  private final Thread hook = new Thread(this::sweep, "cluster-end");

  /**
   * What a cluster is to be.
   *
   * @param nodes how many nodes, 1 to 9
   * @param images image tars to be put onto all of them
   * @param progress is told, in a few words, what goes on
   */
  public record Options(int nodes, List<Path> images, Consumer<String> progress) {
    /** Checks the number of nodes. */
    public Options {
      if (nodes < 1 || nodes > 9) {
        throw new IllegalArgumentException("a cluster has 1 to 9 nodes, not " + nodes);
      }
      images = List.copyOf(images);
    }
  }

  /** Starts a cluster and returns when all its nodes are ready and hold the images. */
  public static LocalCluster start(Options options) {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new IllegalStateException(
          "a cluster on this machine needs root; name another one by -D"
              + ExternalCluster.PROPERTY
              + "=KUBECONFIG");
    }
    Tools tools = Tools.ready();
    Path pause = PauseImage.tar(tools);
    Slot slot = Slot.take(tools);
    try {
      var cluster = new LocalCluster(tools, slot, options.nodes());
      Runtime.getRuntime().addShutdownHook(cluster.hook);
      cluster.bringUp(options, pause);
      return cluster;
    } catch (RuntimeException e) {
      slot.sandbox().close();
      throw new IllegalStateException(
          "the cluster did not start: %s (component logs: %s)"
              .formatted(e.getMessage(), slot.logs()),
          e);
    }
  }

  private LocalCluster(Tools tools, Slot slot, int count) {
    this.tools = tools;
    this.slot = slot;
    Path pki = directory(slot.directory().resolve("pki"));
    var authority = new Authority();
    controlPlane = new ControlPlane(tools, slot, pki, authority);
    controlPlane.etcd.start();
    controlPlane.apiServer.start();
    nodes = Nodes.make(tools, slot, controlPlane, authority, count);
    kubeconfig = controlPlane.adminKubeconfig(slot.directory().resolve("kubeconfig"));
    client = Cluster.clientOf(Config.fromKubeconfig(kubeconfig.toFile()));
  }

  private void bringUp(Options options, Path pause) {
    options.progress().accept("starting the control plane; logs in " + slot.logs());
    var runtimes = nodes.startRuntimes(pause);
    awaitApiServer();
    controlPlane.controllerManager.start();
    controlPlane.scheduler.start();
    Nodes.await(runtimes);
    options.progress().accept("starting %d nodes".formatted(nodes.all().size()));
    nodes.join();
    options.images().forEach(this::importImage);
    Waiting.until("all nodes to be Ready", READY, this::nodesAreReady);
    Waiting.until("the service account for pods", READY, this::podsMayStart);
    options.progress().accept("the cluster is up");
  }

  /** Returns once the API server answers that it is ready. */
  void awaitApiServer() {
    // A client that does not retry by itself: it would wait longer each time.
    var config = new ConfigBuilder(client.getConfiguration()).withRequestRetryBackoffLimit(0);
    try (var probe = Cluster.clientOf(config.build())) {
      Waiting.until(
          "the API server to be ready",
          READY,
          () -> {
            controlPlane.etcd.check();
            controlPlane.apiServer.check();
            return isReady(probe);
          });
    }
  }

  private static boolean isReady(KubernetesClient probe) {
    try {
      return "ok".equals(probe.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private boolean nodesAreReady() {
    nodes.all().forEach(Node::check);
    controlPlane.check();
    var ready =
        client.nodes().list().getItems().stream()
            .filter(
                node -> node.getStatus().getConditions().stream().anyMatch(LocalCluster::isReady))
            .count();
    return ready == nodes.all().size();
  }

  private boolean podsMayStart() {
    return client.serviceAccounts().inNamespace("default").withName("default").get() != null;
  }

  private static boolean isReady(NodeCondition condition) {
    return "Ready".equals(condition.getType()) && "True".equals(condition.getStatus());
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public List<String> kubectlPrefix() {
    Path cache = slot.directory().resolve("kubectl-cache");
    return List.of(tools.program("kubectl"), "--kubeconfig=" + kubeconfig, "--cache-dir=" + cache);
  }

  @Override
  public void importImage(Path tar) {
    imported.computeIfAbsent(
        tar,
        file -> {
          nodes.importImage(file);
          return true;
        });
  }

  @Override
  public String use(TestImage image) {
    importImage(image.tar());
    return image.reference();
  }

  @Override
  public Faults faults(String purpose) {
    return new Faults(this, controlPlane, nodes);
  }

  @Override
  public String whereLogsAre() {
    return "the cluster's logs are in " + slot.logs();
  }

  /**
   * A directory for a test's own files, such as images of file systems; it goes with the cluster.
   */
  public Path scratch() {
    return directory(slot.directory().resolve("scratch"));
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    client.close();
    sweep();
  }

  private void sweep() {
    slot.sandbox().close();
  }

  private static Path directory(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
