package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What breaks in the middle of a scan: programs, a node, the API server. The status ends right, and
 * each container has one report. A scan of another namespace stands all the time, so that there are
 * agents before there is anything to inspect.
 */
@OnCluster
class FaultsIT {

  private static final int PODS = 12;
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  private static Product product;
  private static Scanned keeper;

  private final Cluster cluster;
  private final Faults faults;
  private Scanned space;

  FaultsIT(Cluster cluster) {
    this.cluster = cluster;
    this.faults = cluster.faults("kill agents, operators, kubelets, API servers and nodes");
  }

  @BeforeAll
  static void keep_agents(Cluster cluster) {
    product = Product.on(cluster);
    Remains.awaitNothingMade(cluster);
    keeper = Scanned.space(cluster, "faults").scan();
    cluster.use(TestImage.DEBIAN);
    cluster.use(TestImage.ALPINE);
    cluster.nodes().forEach(product::agentOn);
  }

  @AfterAll
  static void clean(Cluster cluster) {
    keeper.delete();
    Remains.awaitNothingMade(cluster);
  }

  @AfterEach
  void mend() {
    faults.startApiServer();
    cluster.nodes().forEach(faults::startKubelet);
    cluster.nodes().forEach(faults::awaitReady);
    space.delete();
    cluster.nodes().forEach(product::agentOn);
    product.awaitLeader();
  }

  @Test
  void an_agent_is_killed() {
    startScan("faults-agent");
    Pod agent = product.agentOn(space.reports().getFirst().getSpec().nodeName());
    int before = space.reportCount();

    faults.killContainer(container(agent).getContainerID());

    space.awaitInspected(PODS);
    space.awaitOneReportEach();
    System.out.printf("agent killed after %d of %d reports%n", before, PODS);
    Pod now = cluster.client().resource(agent).get();
    assertEquals(1, container(now).getRestartCount(), "restarts of the killed agent");
  }

  @Test
  void the_leading_operator_is_killed_and_its_pod_deleted() {
    try (var handovers = new Handovers(cluster)) {
      Pod leader = product.leader().orElseThrow();
      startScan("faults-operator");

      faults.killContainer(container(leader).getContainerID());
      cluster.client().resource(leader).withGracePeriod(0).delete();

      space.awaitInspected(PODS);
      space.awaitOneReportEach();
      var handover =
          Waiting.forValue("another leader", Product.SOON, () -> handovers.seen().stream().findFirst());
      System.out.println("operator killed: " + handover);
      assertEquals(leader.getMetadata().getName(), handover.from(), "who led before");
      assertTrue(handover.gap().toSeconds() < 25, "too long without a leader: " + handover);
    }
  }

  @Test
  void a_kubelet_is_killed_and_started_again() {
    String node = cluster.nodes().getLast();
    startScan("faults-kubelet");

    faults.killKubelet(node);
    space.scale(PODS + 6);
    Waiting.until(
        "pods that wait for the kubelet", Product.SOON, () -> assigned(node) > running(node));
    faults.startKubelet(node);

    space.awaitInspected(PODS + 6);
    space.awaitOneReportEach();
  }

  private long assigned(String node) {
    return cluster
        .client()
        .pods()
        .inNamespace(space.namespace())
        .withField("spec.nodeName", node)
        .list()
        .getItems()
        .size();
  }

  private long running(String node) {
    return space.pods().stream().filter(pod -> node.equals(pod.getSpec().getNodeName())).count();
  }

  @Test
  void the_API_server_is_away_for_a_minute() throws InterruptedException {
    startScan("faults-api-server");
    Map<String, Integer> before = restarts();

    faults.killApiServer();
    Thread.sleep(OUTAGE);
    faults.startApiServer();

    Instant back = Instant.now();
    space.awaitInspected(PODS);
    space.awaitOneReportEach();
    say("API server back: right status", back);
    restarts()
        .forEach(
            (pod, count) ->
                assertTrue(
                    count - before.getOrDefault(pod, 0) <= (pod.contains("operator") ? 1 : 0),
                    pod + " was restarted %d times".formatted(count - before.getOrDefault(pod, 0))));
  }

  private static Map<String, Integer> restarts() {
    return Stream.of("operator", "agent")
        .flatMap(component -> product.pods(component).stream())
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(), pod -> container(pod).getRestartCount()));
  }

  @Test
  void a_node_is_deleted_before_it_has_read_the_image_that_was_given_to_it() {
    space = Scanned.space(cluster, "faults-node");
    cluster.nodes().forEach(node -> signal("STOP", product.agentOn(node)));
    space.run(cluster.use(TestImage.ALPINE), PODS).scan();
    String victim = nodeThatIsToReadAlpine(Optional.empty());
    Waiting.until("a plan for " + victim, Product.SOON, () -> isPlanned(victim));
    cluster.nodes().stream()
        .filter(node -> !node.equals(victim))
        .forEach(node -> signal("CONT", stoppedAgentOn(node)));

    Instant removed = Instant.now();
    faults.removeNode(victim);
    try {
      String other = nodeThatIsToReadAlpine(Optional.of(victim));
      assertNotEquals(victim, other, "the node that is to read the image");
      Workloads.awaitReady(cluster, space.namespace(), "all");
      say("node deleted: scan ready", removed);
      space.awaitInspected(PODS);
      say("node deleted: all containers inspected elsewhere", removed);
      assertEquals(Optional.empty(), nodeScan(victim), "the NodeScan of the node that is gone");
      space.awaitOneReportEach();
    } finally {
      product.pods("agent").forEach(agent -> signal("CONT", agent));
      faults.restoreNode(victim);
    }
    product.agentOn(victim);
  }

  private Pod stoppedAgentOn(String node) {
    return product.pods("agent").stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .findFirst()
        .orElseThrow();
  }

  private void signal(String name, Pod agent) {
    faults
        .processes(container(agent).getContainerID())
        .forEach(
            process ->
                Command.of("kill", "-" + name, Long.toString(process.pid())).run().orThrow());
  }

  private String nodeThatIsToReadAlpine(Optional<String> butNot) {
    return Waiting.forValue(
        "a node that is to read the alpine image",
        Product.SOON,
        () ->
            cluster.client().resources(ImageReport.class).list().getItems().stream()
                .map(ImageReport::getSpec)
                .filter(spec -> spec.image().contains("alpine"))
                .map(spec -> spec.nodeName())
                .filter(node -> !Optional.of(node).equals(butNot))
                .findFirst());
  }

  private boolean isPlanned(String node) {
    return nodeScan(node).filter(scan -> !scan.getSpec().images().isEmpty()).isPresent();
  }

  private Optional<NodeScan> nodeScan(String node) {
    return Optional.ofNullable(
        cluster
            .client()
            .resources(NodeScan.class)
            .inNamespace(Product.NAMESPACE)
            .withName(node)
            .get());
  }

  /** Returns in the middle: some reports are there, not all. */
  private void startScan(String namespace) {
    space = Scanned.space(cluster, namespace).run(cluster.use(TestImage.DEBIAN), PODS).scan();
    Waiting.until("the first report", Product.SOON, () -> space.reportCount() > 0);
  }

  private static void say(String what, Instant since) {
    System.out.printf(
        "%s after %.1f s%n", what, Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }
}
