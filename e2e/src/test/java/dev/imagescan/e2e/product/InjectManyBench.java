package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One apply puts a volume into fifty pods of a node: how long that takes. Run by {@code bench/run
 * mounts} and not by the tests, since a busy machine makes it slower without anything being wrong.
 */
@OnCluster
class InjectManyBench {

  private static final int PODS = 50;

  private static final String DURATION = "imagescan_mount_duration_seconds";

  private static Product product;
  private static Injected space;
  private static String node;

  @BeforeAll
  static void run_pods(Cluster cluster) {
    product = Product.on(cluster);
    space = Injected.space(cluster, "inject-many");
    node = cluster.nodes().getLast();
    String pods =
        Workloads.deployment("many", cluster.use(TestImage.TINY), PODS)
            .replace("    spec:\n", "    spec:\n      nodeName: " + node + "\n");
    space.apply(pods);
    Workloads.apply(cluster, "inject-many", "keeps-agents", "selector: {matchLabels: {app: none}}");
    Workloads.awaitRollout(cluster, "inject-many", "many");
    product.agentOn(node);
  }

  @AfterAll
  static void clean() {
    space.delete();
  }

  @Test
  void fifty_pods_of_a_node_get_a_volume() {
    List<Long> processes = processes();
    assertEquals(PODS, processes.size(), "pods");
    Instant applied = Instant.now();
    space.inject(
        "many",
        "many",
        "volumes: [{name: disk, emptyDir: {}}]\nvolumeMounts: [{name: disk, mountPath: /disk}]");
    processes.forEach(InjectManyBench::awaitMount);
    say("from apply to the last one visible", applied);
    space.awaitInjected("many", PODS);
    say("from apply to the status that says so", applied);
    double median =
        product.metric(product.agentOn(node), 8081, DURATION + "{quantile=\"0.5\"") * 1e3;
    double worst =
        product.metric(product.agentOn(node), 8081, DURATION + "{quantile=\"0.99\"") * 1e3;
    System.out.printf(
        "inject: on the node a mount took %.1f ms (median), %.1f ms (99th percentile)%n",
        median, worst);
    assertTrue(median > 0, "the agent has no figure for the mounts that it made");
  }

  /** The containers' first processes, by their ids on this machine. */
  private static List<Long> processes() {
    Faults faults = space.cluster().faults("look at containers' processes");
    return space
        .cluster()
        .client()
        .pods()
        .inNamespace("inject-many")
        .withLabel("app", "many")
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getStatus().getContainerStatuses().getFirst().getContainerID())
        .map(id -> faults.processes(id).getFirst().pid())
        .toList();
  }

  private static void awaitMount(long process) {
    Path table = Path.of("/proc", Long.toString(process), "mountinfo");
    Waiting.until(
        "the volume in process " + process,
        Injected.IN_TIME,
        () -> lines(table).stream().anyMatch(line -> line.split(" ")[4].equals("/disk")));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String what, Instant since) {
    System.out.printf(
        "inject: %d mounts: %s: %.1f s%n",
        PODS, what, Duration.between(since, Instant.now()).toMillis() / 1e3);
  }
}
