package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The product as its users get it: the images that the build made, installed by {@code deploy}. */
final class Product {

  static final String NAMESPACE = "imagescan-system";
  static final Duration SOON = Duration.ofSeconds(120);

  private final Cluster cluster;

  Product(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Installs the product, unless it is there, and waits until an operator leads. */
  static Product on(Cluster cluster) {
    cluster.importImage(image("operator/target/imagescan-operator.tar"));
    cluster.importImage(image("node-agent/target/imagescan-node-agent.tar"));
    Product product = new Product(cluster);
    product.install();
    return product;
  }

  /** {@code kubectl apply -k deploy}, and waits until an operator leads. */
  void install() {
    Path deploy = checkout().resolve("e2e/src/test/resources/install");
    cluster.kubectl("apply", "--kustomize", deploy.toString());
    awaitLeader();
  }

  /** Ends all replicas of the operator, for tests in whose objects it would have a say. */
  void stopOperator() {
    cluster.kubectl("scale", "deployment/imagescan-operator", "-n", NAMESPACE, "--replicas=0");
    cluster.kubectl(
        "wait",
        "pod",
        "-n",
        NAMESPACE,
        "--for=delete",
        "--timeout=60s",
        "--selector=app.kubernetes.io/component=operator");
  }

  /**
   * Runs {@code deploy/uninstall}.
   *
   * @param patience for how many seconds each of its steps may wait
   */
  Command.Result uninstall(int patience, String... options) {
    String script = checkout().resolve("deploy/uninstall").toString();
    var argv = Stream.concat(Stream.of(script), Stream.of(options)).toList();
    var environment =
        Map.of(
            "KUBECTL",
            String.join(" ", cluster.kubectlPrefix()),
            "PATIENCE",
            Integer.toString(patience));
    return new Command(argv, environment, Duration.ofMinutes(5)).run();
  }

  /** A client with the operator's rights. The caller closes it. */
  static KubernetesClient asOperator(Cluster cluster) {
    return cluster.asServiceAccount(NAMESPACE, "imagescan-operator");
  }

  /** Waits until all replicas of the operator are there and one leads. */
  void awaitLeader() {
    Workloads.awaitRollout(cluster, NAMESPACE, "imagescan-operator");
    Waiting.until("an operator that holds the lease", SOON, () -> leader().isPresent());
  }

  /** The operator's pod that holds the lease, if it is alive. */
  Optional<Pod> leader() {
    var lease =
        cluster.client().leases().inNamespace(NAMESPACE).withName("imagescan-operator").get();
    if (lease == null || lease.getSpec().getHolderIdentity() == null) {
      return Optional.empty();
    }
    String holder = lease.getSpec().getHolderIdentity();
    return pods("operator").stream()
        .filter(pod -> holder.contains(pod.getMetadata().getName()))
        .findFirst();
  }

  /** The pods of a component, {@code operator} or {@code agent}. */
  List<Pod> pods(String component) {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems();
  }

  /** The agent's pod on a node, once it is ready. */
  Pod agentOn(String node) {
    try {
      return Waiting.forValue("a ready agent on " + node, SOON, () -> readyAgentOn(node));
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "; there is:\n" + agents(), e);
    }
  }

  private Optional<Pod> readyAgentOn(String node) {
    return pods("agent").stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(io.fabric8.kubernetes.client.readiness.Readiness::isPodReady)
        .findFirst();
  }

  /** What Kubernetes says of the agents and what they say themselves, for a test that failed. */
  private String agents() {
    String label = "--selector=app.kubernetes.io/component=agent";
    return cluster.kubectl("get", "daemonset,pod", "-o", "wide", "-n", NAMESPACE)
        + cluster.kubectl("describe", "pod", "-n", NAMESPACE, label)
        + cluster.kubectl("logs", "-n", NAMESPACE, label, "--tail=30", "--ignore-errors");
  }

  /** The sum of a metric's samples, over all ready pods of a component, whose line has a text. */
  double metric(String component, int port, String lineStart) {
    return pods(component).stream()
        .filter(io.fabric8.kubernetes.client.readiness.Readiness::isPodReady)
        .mapToDouble(pod -> metric(pod, port, lineStart))
        .sum();
  }

  /** The sum of a metric's samples of one pod whose line has a text. */
  double metric(Pod pod, int port, String lineStart) {
    return metrics(pod, port)
        .lines()
        .filter(line -> line.startsWith(lineStart))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String metrics(Pod pod, int port) {
    return cluster.kubectl(
        "get",
        "--raw",
        "/api/v1/namespaces/%s/pods/%s:%d/proxy/metrics"
            .formatted(NAMESPACE, pod.getMetadata().getName(), port));
  }

  /** The root of the checkout that the tests were built from. */
  static Path checkout() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("deploy/kustomization.yaml"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("run the tests from within the checkout");
      }
    }
    return directory;
  }

  private static Path image(String path) {
    Path tar = checkout().resolve(path);
    if (!Files.exists(tar)) {
      throw new IllegalStateException(tar + " is missing: run `make images` first");
    }
    return tar;
  }
}
