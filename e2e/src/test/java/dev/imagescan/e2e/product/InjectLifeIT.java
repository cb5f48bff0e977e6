package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is mounted stays mounted, exactly once, whatever is restarted, changed or deleted. */
@OnCluster
class InjectLifeIT {

  private static final String CONFIG =
      """
      volumes:
        - {name: config, configMap: {name: config}}
      volumeMounts:
        - {name: config, mountPath: /config}
      """;

  private static Product product;
  private static Injected space;
  private static String node;
  private static Instant changed;

  @BeforeAll
  static void inject(Cluster cluster) {
    product = Product.on(cluster);
    space = Injected.space(cluster, "inject-life");
    node = cluster.nodes().getFirst();
    cluster.kubectl("create", "configmap", "config", "-n", "inject-life", "--from-literal=key=one");
    cluster.kubectl("create", "configmap", "live", "-n", "inject-life", "--from-literal=key=one");
    run("updated");
    space.awaitReady("updated");
    space.inject("updated", "updated", CONFIG.replace("name: config}}", "name: live}}"));
    space.awaitInjected("updated", 1);
    assertEquals("one", space.target("updated").sh("cat /config/key"));
    // Kubelet takes up to a minute: the other tests use it.
    space.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: live}, data: {key: two}}");
    changed = Instant.now();
  }

  private static void run(String name, String... spec) {
    String image = space.cluster().use(TestImage.TARGET);
    space.apply(Target.yaml(name, node, image, "", spec));
  }

  /** A pod that runs, and a scan of the same name that has put the ConfigMap into it. */
  private static Target injected(String name) {
    run(name);
    space.awaitReady(name);
    space.inject(name, name, CONFIG).awaitInjected(name, 1);
    return space.target(name);
  }

  @AfterAll
  static void clean() {
    space.delete();
  }

  @Test
  void an_update_of_a_ConfigMap_arrives() {
    Target target = space.target("updated");
    Waiting.until(
        "the update", Duration.ofSeconds(120), () -> target.sh("cat /config/key").equals("two"));
    System.out.printf(
        "inject: a ConfigMap's update arrived after at most %d s%n",
        Duration.between(changed, Instant.now()).toSeconds());
  }

  @Test
  void a_restarted_container_gets_its_mount_again() {
    Target target = injected("restarted");
    target.restart();
    awaitOnce(target, "/config");
    assertEquals("one", target.sh("cat /config/key"));
  }

  private static void awaitOnce(Target target, String mountPoint) {
    space.await(
        mountPoint + " in " + target.pod(),
        target.pod(),
        () -> target.mountsAt(mountPoint).size() == 1);
  }

  @Test
  void a_pod_that_comes_later_gets_the_mount_too() {
    injected("early");
    run("late");
    space.cluster().kubectl("label", "pod/late", "-n", "inject-life", "app=early", "--overwrite");
    space.awaitInjected("early", 2);
    assertEquals("one", space.target("late").sh("cat /config/key"));
    assertEquals(1, space.carriers("early").size(), "carriers for two pods of a node");
  }

  @Test
  void a_changed_list_of_volumes_replaces_the_mount_and_nobody_sees_a_gap() {
    String watch =
        """
        until [ -e /config/key ]; do sleep 0.1; done
        touch /tmp/began
        while :; do cat /config/key >/dev/null || echo gap >>/tmp/gaps; done
        """;
    String image = space.cluster().use(TestImage.TARGET);
    space.apply(Target.yaml("changed", node, image, watch)).awaitReady("changed");
    space.inject("changed", "changed", CONFIG).awaitInjected("changed", 1);
    Target target = space.target("changed");
    Waiting.until("the first look", Product.SOON, () -> ok(target, "[ -e /tmp/began ]"));
    String before = target.mountIdAt("/config");
    String carrier = onlyCarrier("changed").getMetadata().getName();

    space.inject(
        "changed",
        "changed",
        CONFIG.replace("volumes:\n", "volumes:\n  - {name: more, emptyDir: {}}\n")
            + "  - {name: more, mountPath: /more}\n");
    space.awaitInjected("changed", 2);

    space.await("one carrier", "changed", () -> space.carriers("changed").size() == 1);
    assertAll(
        () ->
            assertNotEquals(carrier, onlyCarrier("changed").getMetadata().getName(), "the carrier"),
        () -> assertNotEquals(before, target.mountIdAt("/config"), "the mount"),
        () -> assertEquals(1, target.mountsAt("/more").size(), "mounts at /more"),
        () ->
            assertEquals(
                "", target.sh("cat /tmp/gaps 2>/dev/null || :"), "moments without the file"));
    space.deletePod("changed"); // It takes a whole processor.
  }

  private static boolean ok(Target target, String script) {
    return target.attempt(script).exit() == 0;
  }

  private static Pod onlyCarrier(String scan) {
    List<Pod> carriers = space.carriers(scan);
    assertEquals(1, carriers.size(), "carriers of " + scan + ": " + carriers);
    return carriers.getFirst();
  }

  @Test
  void an_agent_that_is_restarted_leaves_the_mount_as_it_is() {
    Target target = injected("agent");
    String before = target.mountIdAt("/config");
    Pod agent = product.agentOn(node);
    space
        .cluster()
        .kubectl(
            "delete",
            "pod/" + agent.getMetadata().getName(),
            "-n",
            Product.NAMESPACE,
            "--grace-period=0",
            "--force");
    Waiting.until(
        "another agent",
        Product.SOON,
        () -> !product.agentOn(node).getMetadata().getUid().equals(agent.getMetadata().getUid()));
    injected("after-agent"); // Once that is there, the new agent has looked at all.
    assertEquals(before, target.mountIdAt("/config"), "the mount that was there before");
  }

  @Test
  void a_share_follows_a_restart_of_its_source() {
    String image = space.cluster().use(TestImage.TARGET);
    String main = "echo started at $(date +%s%N) > /tmp/since; exec sleep 2147483647\n";
    space.apply(
        Target.yaml(
            "source",
            node,
            new String[0],
            Target.container("main", image, main),
            Target.container("peer", image, "")));
    space.awaitReady("source");
    space.inject(
        "source",
        "source",
        "containers: [peer]\nshares:\n  - {fromContainer: main, path: /tmp, mountPath: /of-main}\n");
    space.awaitInjected("source", 1);
    Target source = space.target("source");
    Target peer = new Target(space, "source", "peer");
    assertEquals(source.sh("cat /tmp/since"), peer.sh("cat /of-main/since"));

    source.restart();

    space.await(
        "the new directory in the peer",
        "source",
        () -> source.sh("cat /tmp/since").equals(peer.attempt("cat /of-main/since").out()));
    assertEquals(1, peer.mountsAt("/of-main").size(), "mounts at /of-main");
  }

  @Test
  void a_carrier_that_somebody_deletes_is_replaced() {
    Target target = injected("orphan");
    Pod carrier = onlyCarrier("orphan");
    Instant start = Instant.now();
    space.cluster().client().resource(carrier).delete();
    space.await(
        "another carrier",
        "orphan",
        () ->
            uids("orphan").size() == 1 && !uids("orphan").contains(carrier.getMetadata().getUid()));
    space.awaitInjected("orphan", 1);
    awaitOnce(target, "/config");
    assertEquals("one", target.sh("cat /config/key"));
    System.out.printf(
        "inject: deleted carrier replaced after %.1f s%n",
        Duration.between(start, Instant.now()).toMillis() / 1e3);
  }

  private static Set<String> uids(String scan) {
    return space.carriers(scan).stream()
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }
}
