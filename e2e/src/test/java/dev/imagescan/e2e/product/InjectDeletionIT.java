package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is mounted goes as a whole, whatever is deleted and in whatever order. */
@OnCluster
class InjectDeletionIT {

  private static final AtomicInteger SPACES = new AtomicInteger();
  private static final String CONFIG =
      """
      volumes:
        - {name: config, configMap: {name: config}}
      volumeMounts:
        - {name: config, mountPath: /config}
      """;

  /** Another one each time: what one test leaves is not to be in the next one's way. */
  private final String name = "inject-deletion-" + SPACES.incrementAndGet();

  private final Cluster cluster;
  private Product product;
  private Injected space;

  /** With a scan that stays, agents stay from one test to the next. */
  private static Scanned keeper;

  InjectDeletionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void keep_agents(Cluster cluster) {
    keeper = Scanned.space(cluster, "inject-deletion");
  }

  @AfterAll
  static void let_agents_go() {
    keeper.delete();
  }

  @BeforeEach
  void make_a_space() {
    product = Product.on(cluster);
    keeper.scan();
    space = Injected.space(cluster, name);
    cluster.kubectl("create", "configmap", "config", "-n", name, "--from-literal=key=one");
  }

  @AfterEach
  void clean() {
    product.install();
    if (space != null && cluster.client().namespaces().withName(name).get() != null) {
      space.delete();
    }
  }

  private Target run(String name) {
    String node = cluster.nodes().getFirst();
    space.apply(Target.yaml(name, node, cluster.use(TestImage.TARGET), "")).awaitReady(name);
    return space.target(name);
  }

  /** A pod that runs, and a scan of the same name that has put the ConfigMap into it. */
  private Target injected(String name) {
    Target target = run(name);
    space.inject(name, name, CONFIG).awaitInjected(name, 1);
    return target;
  }

  @Test
  void a_mount_that_the_spec_no_longer_names_goes_with_its_directory() {
    Target target = run("removed");
    String two = CONFIG + "  - {name: config, mountPath: /deep/down/config}\n";
    space.inject("removed", "removed", two).awaitInjected("removed", 2);
    space.inject("removed", "removed", CONFIG).awaitInjected("removed", 1);
    space.await(
        "the end of the mount", "removed", () -> target.mountsAt("/deep/down/config").isEmpty());
    assertEquals(1, target.mountsAt("/config").size(), "mounts at /config");
    space.await("the end of /deep", "removed", () -> target.attempt("[ -e /deep ]").exit() != 0);
    space
        .cluster()
        .kubectl(
            "patch",
            "imagescan/removed",
            "-n",
            name,
            "--type=json",
            "--patch=[{\"op\":\"remove\",\"path\":\"/spec/inject\"}]");
    space.await("the end of all mounts", "removed", () -> target.mountsAt("/config").isEmpty());
    space.await("the end of the carrier", "removed", () -> space.carriers("removed").isEmpty());
    Waiting.until(
        "the end of the finalizer",
        Product.SOON,
        () -> space.scan("removed").orElseThrow().getFinalizers().isEmpty());
  }

  @Test
  void a_scan_that_is_deleted_leaves_nothing() {
    Target target = injected("deleted");
    space.deleteScan("deleted");
    assertNothingLeft(target);
  }

  @Test
  void a_scan_that_is_deleted_in_the_foreground_leaves_nothing() {
    Target target = injected("foreground");
    space
        .cluster()
        .kubectl(
            "delete", "imagescan/foreground", "-n", name, "--cascade=foreground", "--wait=false");
    space.awaitGone("foreground");
    assertNothingLeft(target);
  }

  @Test
  void a_mount_that_the_container_does_not_take_is_reported() {
    Target target = run("refused");
    target.sh("ln -s /bin /link; echo file > /file");
    space.inject(
        "refused",
        "refused",
        CONFIG.replace("/config}", "/link/config}")
            + "  - {name: config, mountPath: /file}\n  - {name: config, mountPath: /good}\n");
    space.awaitCondition("refused", "Injected", Status.FALSE);
    assertAll(
        () ->
            assertEquals(
                "SystemPath",
                space.awaitState("refused", "refused", "/link/config", "Failed").reason()),
        () ->
            assertEquals(
                "TypeMismatch", space.awaitState("refused", "refused", "/file", "Failed").reason()),
        () ->
            assertEquals(
                "Mounted", space.awaitState("refused", "refused", "/good", "Mounted").state()));
  }

  private static void assertNothingLeft(Target target) {
    assertEquals(List.of(), target.mountsAt("/config"), "mounts of ours in " + target.pod());
    assertEquals("no\n", target.sh("[ -e /config ] && echo yes || echo no"), "is /config there");
    assertEquals(0, target.status().getRestartCount(), "restarts of " + target.pod());
  }

  @Test
  void a_namespace_with_mounts_goes_at_once() {
    injected("going");
    Instant start = Instant.now();
    space.deleteAtOnce();
    Duration took = Duration.between(start, Instant.now());
    System.out.printf("inject: namespace with mounts deleted in %.1f s%n", took.toMillis() / 1e3);
    assertTrue(took.toSeconds() < 60, "the namespace took " + took);
  }

  @Test
  void mounts_outlive_the_operator_and_the_next_one_takes_them_away() {
    Target target = injected("outlives");
    cluster.kubectl("delete", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    Waiting.until(
        "the end of operators and agents",
        Product.SOON,
        () -> product.pods("operator").isEmpty() && product.pods("agent").isEmpty());
    assertEquals("one", target.sh("cat /config/key"), "the volume while there is no operator");
    space.startDeletion("outlives");

    product.install();

    space.awaitGone("outlives");
    assertNothingLeft(target);
  }

  @Test
  void a_node_that_is_removed_holds_nothing_up() {
    Faults faults = cluster.faults("remove a node");
    injected("lost");
    String node = cluster.nodes().getFirst();
    faults.removeNode(node);
    try {
      Instant start = Instant.now();
      space.deleteScan("lost");
      System.out.printf(
          "inject: scan of a removed node deleted in %.1f s%n",
          Duration.between(start, Instant.now()).toMillis() / 1e3);
    } finally {
      faults.restoreNode(node);
    }
  }

  @Test
  void uninstalling_takes_all_mounts_away() {
    Target target = injected("uninstalled");
    Command.Result result = product.uninstall(120);
    assertEquals(0, result.exit(), "exit code; the user sees: " + result.err());
    assertNothingLeft(target);
    assertEquals(List.of(), Remains.installed(cluster), "left in the cluster");
  }

  @Test
  void uninstalling_without_an_operator_says_what_is_left() {
    Target target = injected("left");
    cluster.kubectl("delete", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    Waiting.until("the end of agents", Product.SOON, () -> product.pods("agent").isEmpty());

    String carrier = space.carriers("left").getFirst().getMetadata().getName();

    Command.Result result = product.uninstall(20);

    System.out.println("inject: uninstalled without an operator: " + result.err());
    assertEquals(1, result.exit(), "exit code; the user sees: " + result.err());
    assertTrue(result.err().contains(carrier), "the carrier is not named: " + result.err());
    assertEquals(List.of("pods/" + carrier), Remains.installed(cluster), "left in the cluster");
    assertEquals(1, target.mountsAt("/config").size(), "mounts, which nobody could take away");
    assertEquals("one", target.sh("cat /config/key"), "what the container reads meanwhile");

    product.install();

    Waiting.until(
        "the end of the carrier, which the next operator finds",
        Injected.IN_TIME,
        () -> space.carriers("left").isEmpty());
  }
}
