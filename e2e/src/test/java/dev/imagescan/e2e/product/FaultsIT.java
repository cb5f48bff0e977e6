package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What breaks in the middle of a scan: programs, the API server. The status ends right, and each
 * container has one report. A scan of another namespace stands all the time, so that there are
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
    this.faults = cluster.faults("kill agents, operators, kubelets and the API server");
  }

  @BeforeAll
  static void keep_agents(Cluster cluster) {
    product = Product.on(cluster);
    Remains.awaitNothingMade(cluster);
    keeper = Scanned.space(cluster, "faults").scan();
    cluster.use(TestImage.DEBIAN);
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

    Instant killed = Instant.now();
    faults.killContainer(container(agent).getContainerID());

    space.awaitInspected(PODS);
    space.awaitOneReportEach();
    say("agent killed at %d of %d reports: right status".formatted(before, PODS), killed);
    Pod now = cluster.client().resource(agent).get();
    assertEquals(1, container(now).getRestartCount(), "restarts of the killed agent");
  }

  @Test
  void the_leading_operator_is_killed_and_its_pod_deleted() {
    try (var handovers = new Handovers(cluster)) {
      Pod leader = product.leader().orElseThrow();
      startScan("faults-operator");

      Instant killed = Instant.now();
      faults.killContainer(container(leader).getContainerID());
      cluster.client().resource(leader).withGracePeriod(0).delete();

      space.awaitInspected(PODS);
      space.awaitOneReportEach();
      var handover =
          Waiting.forValue(
              "another leader", Product.SOON, () -> handovers.seen().stream().findFirst());
      say("operator killed: right status", killed);
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
        "pods that wait for the kubelet",
        Product.SOON,
        () ->
            scheduled().count() == PODS + 6
                && scheduled().filter(node::equals).count() > running(node));
    Instant started = Instant.now();
    faults.startKubelet(node);

    space.awaitInspected(PODS + 6);
    space.awaitOneReportEach();
    say("kubelet started again: right status", started);
  }

  /** The nodes of the pods, one a pod that has one. */
  private Stream<String> scheduled() {
    return cluster.client().pods().inNamespace(space.namespace()).list().getItems().stream()
        .map(pod -> pod.getSpec().getNodeName())
        .filter(Objects::nonNull);
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
                    pod
                        + " was restarted %d times"
                            .formatted(count - before.getOrDefault(pod, 0))));
  }

  private static Map<String, Integer> restarts() {
    return Stream.of("operator", "agent")
        .flatMap(component -> product.pods(component).stream())
        .collect(
            Collectors.toMap(
                pod -> pod.getMetadata().getName(), pod -> container(pod).getRestartCount()));
  }

  /** Returns in the middle: some reports are there, not all. */
  private void startScan(String namespace) {
    space = Scanned.space(cluster, namespace).run(cluster.use(TestImage.DEBIAN), PODS).scan();
    Waiting.until("the first report", Product.SOON, () -> space.reportCount() > 0);
  }

  @Test
  void the_scan_is_deleted_in_the_middle() {
    startScan("faults-scan");
    space.deleteScan();
    Workloads.awaitRollout(cluster, space.namespace(), "app");
    Waiting.until("the end of its reports", Product.SOON, () -> space.reportCount() == 0);
    space.scale(PODS + 1);
    Workloads.awaitRollout(cluster, space.namespace(), "app");
    assertEquals(0, space.reportCount(), "reports that came after the scan was deleted");
  }

  @Test
  void the_namespace_is_deleted_in_the_middle() {
    startScan("faults-namespace");
    Instant start = Instant.now();
    space.delete();
    say("namespace deleted in the middle of a scan", start);
    assertEquals(0, space.reportCount(), "reports of a namespace that is gone");
  }

  private static void say(String what, Instant since) {
    System.out.printf(
        "%s after %.1f s%n", what, Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }

  private static ContainerStatus container(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }
}
