package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The agent is killed while it mounts and unmounts, again and again: in the end every wanted mount
 * is there once, and no other one.
 */
@OnCluster
class InjectFaultsIT {

  private static final int PODS = 4;
  private static final int ROUNDS = 5;
  private static final int MOUNTS = 8;

  private static final int KILLED = 137;
  private static final String SCAN = "faults";

  /** A scan of nothing, for without any scan the operator lets no agent start again. */
  private static final String OTHER_SCAN = "of-nobody";

  private static final String FAULT = "IMAGESCAN_FAULT";

  /** Where an agent kills itself when that variable says so. */
  private static final List<String> STEPS =
      List.of(
          "BEFORE_CLONE",
          "AFTER_CLONE",
          "BEFORE_WRITE_AHEAD",
          "AFTER_WRITE_AHEAD",
          "BEFORE_PLACE",
          "AFTER_MAKE_MOUNT_POINT",
          "AFTER_PLACE",
          "BEFORE_BENEATH",
          "AFTER_BENEATH",
          "AFTER_UNMOUNT_OLD",
          "BEFORE_STATUS",
          "AFTER_STATUS",
          "BEFORE_UNMOUNT",
          "AFTER_UNMOUNT",
          "AFTER_RMDIR");

  private static Product product;
  private static Injected space;
  private static Faults faults;
  private static String node;
  private static Set<String> table;

  @BeforeAll
  static void run_targets(Cluster cluster) {
    product = Product.on(cluster);
    faults = cluster.faults("kill agents");
    space = Injected.space(cluster, "inject-faults");
    node = cluster.nodes().getFirst();
    String image = cluster.use(TestImage.TARGET);
    for (int i = 0; i < PODS; i++) {
      space.apply(
          Target.yaml("target-" + i, node, image, "", "hostUsers: " + (i % 2 == 0))
              .replace("labels: {app: target-" + i, "labels: {app: target"));
    }
    space.awaitReady();
    table = NodeTable.of(faults, node);
    Workloads.apply(cluster, space.namespace(), OTHER_SCAN, "selector: {matchLabels: {app: none}}");
  }

  @AfterAll
  static void clean() {
    space.delete();
  }

  /**
   * One agent after another kills itself at one step and is replaced by one that does so at the
   * next, with more mounts or fewer to make.
   */
  @Test
  void an_agent_that_is_killed_between_any_two_steps_leaves_every_wanted_mount_once() {
    int wanted = 1;
    inject(wanted);
    space.awaitInjected(SCAN, PODS);
    try {
      for (String step : STEPS) {
        dieAt(step);
        wanted =
            (step.contains("UNMOUNT") && !step.endsWith("OLD")) || step.contains("RMDIR")
                ? wanted - 1
                : wanted + 1;
        inject(wanted);
        Waiting.until("an agent to kill itself at " + step, Injected.IN_TIME, () -> hasDied(step));
      }
    } finally {
      dieAt("");
    }
    assertExactly(wanted);
    delete();
  }

  /** Replaces the agent by one that kills itself at a step, or at none. */
  private static void dieAt(String step) {
    String assignment = step.isEmpty() ? FAULT + "-" : FAULT + "=" + step;
    space
        .cluster()
        .kubectl("set", "env", "daemonset/imagescan-agent", "-n", Product.NAMESPACE, assignment);
    Waiting.until(
        "an agent with " + assignment,
        Product.SOON,
        () -> {
          agents().stream()
              .filter(agent -> !fault(agent).equals(step))
              .forEach(InjectFaultsIT::end);
          return agents().stream().anyMatch(agent -> fault(agent).equals(step));
        });
  }

  private static List<Pod> agents() {
    return product.pods("agent").stream()
        .filter(agent -> node.equals(agent.getSpec().getNodeName()))
        .filter(agent -> agent.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private static String fault(Pod agent) {
    return agent.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getName().equals(FAULT))
        .map(EnvVar::getValue)
        .findFirst()
        .orElse("");
  }

  private static void end(Pod agent) {
    space.cluster().client().resource(agent).withGracePeriod(0).delete();
  }

  private static boolean hasDied(String step) {
    return agents().stream()
        .filter(agent -> fault(agent).equals(step))
        .flatMap(agent -> agent.getStatus().getContainerStatuses().stream())
        .flatMap(status -> Stream.of(status.getState(), status.getLastState()))
        .map(ContainerState::getTerminated)
        .anyMatch(end -> end != null && end.getExitCode() == KILLED);
  }

  @Test
  void an_agent_that_is_killed_at_any_moment_leaves_every_wanted_mount_once() {
    long seed = System.nanoTime();
    System.out.println("inject: the seed of the moments of death is " + seed);
    Random moments = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int wanted = round % 2 == 0 ? MOUNTS : 1;
      inject(wanted);
      kill(moments.nextInt(1_500));
      assertExactly(wanted);
    }
    space.startDeletion(SCAN);
    kill(moments.nextInt(1_500));
    delete();
  }

  private static void assertExactly(int wanted) {
    space.awaitInjected(SCAN, wanted * PODS);
    for (Target target : targets()) {
      assertEquals(expected(wanted), mounted(target), "mounts in " + target.pod());
    }
  }

  private static void delete() {
    space.deleteScan(SCAN);
    for (Target target : targets()) {
      assertEquals(List.of(), mounted(target), "mounts left in " + target.pod());
      assertEquals("", target.sh("ls /mnt 2>/dev/null || :"), "left in " + target.pod());
    }
    assertEquals(table, NodeTable.of(faults, node), "what is mounted on the node");
  }

  private static void inject(int mounts) {
    var text = new StringBuilder("volumes: [{name: disk, emptyDir: {}}]\nvolumeMounts:\n");
    for (int i = 0; i < mounts; i++) {
      text.append("  - {name: disk, mountPath: /mnt/%d}\n".formatted(i));
    }
    space.inject(SCAN, "target", text.toString());
  }

  private static List<String> expected(int mounts) {
    return IntStream.range(0, mounts).mapToObj(i -> "/mnt/" + i).toList();
  }

  private static List<Target> targets() {
    return IntStream.range(0, PODS).mapToObj(i -> space.target("target-" + i)).toList();
  }

  private static List<String> mounted(Target target) {
    return target.mounts().stream()
        .map(line -> line.split(" ")[4])
        .filter(point -> point.startsWith("/mnt/"))
        .sorted()
        .toList();
  }

  /** Kills the agent, and its pod, whose containers kubelet would start again ever more slowly. */
  private static void kill(int afterMillis) {
    Pod agent = product.agentOn(node);
    pause(afterMillis);
    faults.killContainer(agent.getStatus().getContainerStatuses().getFirst().getContainerID());
    space.cluster().client().resource(agent).withGracePeriod(0).delete();
    Waiting.until(
        "another agent",
        Product.SOON,
        () -> !product.agentOn(node).getMetadata().getUid().equals(agent.getMetadata().getUid()));
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
