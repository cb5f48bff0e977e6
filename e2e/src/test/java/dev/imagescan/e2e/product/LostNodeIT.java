package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A node goes in the middle of a scan. The agents are stopped by a signal beforehand, so that the
 * node surely has something left to do.
 */
@OnCluster
class LostNodeIT {

  private static final int PODS = 12;

  private final Cluster cluster;
  private final Faults faults;
  private Product product;
  private Scanned keeper;
  private Scanned space;

  LostNodeIT(Cluster cluster) {
    this.cluster = cluster;
    this.faults = cluster.faults("remove a node");
  }

  @BeforeEach
  void let_agents_run() {
    product = Product.on(cluster);
    Remains.awaitNothingMade(cluster);
    keeper = Scanned.space(cluster, "lost-node-keeper").scan();
    space = Scanned.space(cluster, "lost-node");
    cluster.nodes().forEach(product::agentOn);
  }

  @AfterEach
  void clean() {
    space.delete();
    keeper.delete();
    product.awaitLeader();
    Remains.awaitNothingMade(cluster);
  }

  @Test
  void a_node_is_deleted_before_it_has_read_the_image_that_was_given_to_it() {
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
    agent.getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getContainerID)
        .filter(Objects::nonNull)
        .flatMap(id -> faults.processes(id).stream())
        .map(process -> Command.of("kill", "-" + name, Long.toString(process.pid())))
        .forEach(command -> command.run().orThrow());
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

  private static void say(String what, Instant since) {
    System.out.printf(
        "%s after %.1f s%n", what, Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }
}
