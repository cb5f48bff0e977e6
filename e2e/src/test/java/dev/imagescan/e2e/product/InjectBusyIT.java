package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import dev.imagescan.e2e.volume.LoopVolume;
import dev.imagescan.e2e.volume.LoopVolume.FileSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Somebody writes to a volume that is to go: it stays until they are done, says who they are, and
 * the file system was never cut off beneath them.
 */
@OnCluster
class InjectBusyIT {

  private static final List<LoopVolume> DISKS = new ArrayList<>();

  /** Writes to /data from the moment it is mounted until the file /tmp/stop is there. */
  private static final String WRITER =
      """
      until grep -q ' /data ' /proc/self/mountinfo; do sleep 0.1; done
      exec 3>>/data/log
      touch /tmp/writing
      until [ -e /tmp/stop ]; do echo a line >&3 || touch /tmp/error; sleep 0.05; done
      exec 3>&-
      touch /tmp/stopped
      exec sleep 2147483647
      """;

  /** The group that kubelet gives the new file system, as any pod's that mounts it. */
  private static final String[] GROUP = {"securityContext: {fsGroup: 1000}"};

  private static Injected space;
  private static String node;
  private static String overfullCarrier;

  @BeforeAll
  static void install(Cluster cluster) {
    Product.on(cluster);
    space = Injected.space(cluster, "inject-busy");
    node = cluster.nodes().getLast();
    overfill(); // Kubelet measures once a minute: the other tests use it.
  }

  private static void overfill() {
    String image = space.cluster().use(TestImage.TARGET);
    space.apply(Target.yaml("overfull", first(), image, "")).awaitReady("overfull");
    space.inject(
        "overfull",
        "overfull",
        """
        volumes:
          - {name: small, emptyDir: {sizeLimit: 1Mi}}
        volumeMounts:
          - {name: small, mountPath: /small}
        """);
    space.awaitInjected("overfull", 1);
    overfullCarrier = space.carriers("overfull").getFirst().getMetadata().getUid();
    space.target("overfull").sh("dd if=/dev/zero of=/small/file bs=1M count=8 2>&1");
  }

  /** Another node than the one that is drained. */
  private static String first() {
    return space.cluster().nodes().getFirst();
  }

  @AfterAll
  static void clean() {
    space.cluster().kubectl("uncordon", node);
    space.delete();
    DISKS.forEach(LoopVolume::close);
  }

  /** A pod that writes to an ext4 volume which a scan of the same name has put into it. */
  private static LoopVolume writer(String name, int grace, String... container) {
    LoopVolume disk =
        LoopVolume.make(space.cluster(), "busy-" + name, node, FileSystem.EXT4)
            .claim(space.namespace());
    DISKS.add(disk);
    String image = space.cluster().use(TestImage.TARGET);
    String pod =
        Target.yaml(name, node, GROUP, Target.container("main", image, WRITER, container))
            .replace("GracePeriodSeconds: 0", "GracePeriodSeconds: " + grace);
    space.apply(pod).awaitReady(name);
    inject(name, disk);
    Waiting.until("the writer", Product.SOON, () -> exists(name, "/tmp/writing"));
    return disk;
  }

  private static void inject(String name, LoopVolume disk) {
    space.inject(
        name,
        name,
        """
        volumes:
          - {name: data, persistentVolumeClaim: {claimName: %s}}
        volumeMounts:
          - {name: data, mountPath: /data}
        """
            .formatted(disk.name()));
    space.awaitInjected(name, 1);
  }

  private static boolean exists(String pod, String file) {
    return space.target(pod).attempt("[ -e " + file + " ]").exit() == 0;
  }

  /** The volume is held and says by whom; the carrier and the file system are there. */
  private static void assertHeld(String name, LoopVolume disk, String holder) {
    Condition busy = space.awaitCondition(name, "Busy", Status.TRUE);
    System.out.println("inject: Busy says: " + busy.reason() + ": " + busy.message());
    for (String word : List.of(name, "main", holder)) {
      assertTrue(busy.message().contains(word), word + " is not named: " + busy.message());
    }
    assertFalse(space.carriers(name).isEmpty(), "the carrier went while its volume was in use");
    assertTrue(disk.isLive(), "the file system went while it was in use");
    assertFalse(exists(name, "/tmp/error"), "the writer met an error");
  }

  /**
   * Nothing has the file system open any more, nothing is wrong with it, and all lines are there.
   */
  private static void assertClean(LoopVolume disk) {
    Waiting.until("the end of the file system", Injected.IN_TIME, () -> !disk.isLive());
    var check = disk.check();
    assertEquals(0, check.exit(), "e2fsck says: " + check.out() + check.err());
    String log = disk.read("/log");
    assertTrue(log.startsWith("a line\n") && log.endsWith("a line\n"), "the data: " + log);
  }

  private static void stop(String pod) {
    space.target(pod).sh("touch /tmp/stop; until [ -e /tmp/stopped ]; do sleep 0.1; done");
  }

  @Test
  void a_scan_is_deleted_while_a_container_writes() {
    LoopVolume disk = writer("writes", 0, "securityContext: {runAsUser: 1000}");
    space.startDeletion("writes");
    assertHeld("writes", disk, "sh");
    stop("writes");
    space.awaitGone("writes");
    assertClean(disk);
  }

  @Test
  void somebody_deletes_the_carrier_while_a_container_writes() {
    LoopVolume disk = writer("bereft", 0);
    String carrier = space.carriers("bereft").getFirst().getMetadata().getName();
    space.cluster().kubectl("delete", "pod/" + carrier, "-n", "inject-busy", "--wait=false");
    assertHeld("bereft", disk, "sh");
    stop("bereft");
    space.await(
        "the end of the deleted carrier",
        "bereft",
        () ->
            space.carriers("bereft").stream()
                .noneMatch(pod -> pod.getMetadata().getName().equals(carrier)));
    space.deleteScan("bereft");
    assertClean(disk);
  }

  @Test
  void the_node_is_drained_while_a_container_writes() {
    LoopVolume disk = writer("drained", 20);
    try {
      var drain =
          space
              .cluster()
              .kubectlCommand(
                  "drain",
                  node,
                  "--ignore-daemonsets",
                  "--delete-emptydir-data",
                  "--force",
                  "--timeout=100s")
              .within(Duration.ofSeconds(110));
      // Not in the common pool, whose only thread the client needs for its answers.
      var drained =
          CompletableFuture.supplyAsync(drain::run, task -> Thread.ofVirtual().start(task));
      assertHeld("drained", disk, "sh");
      var result = drained.join();
      assertEquals(0, result.exit(), "kubectl drain says: " + result.err());
    } finally {
      space.cluster().kubectl("uncordon", node);
    }
    space.deleteScan("drained");
    assertClean(disk);
  }

  @Test
  void a_container_has_made_a_copy_of_the_mount() {
    LoopVolume disk = writer("copied", 0, "securityContext: {capabilities: {add: [SYS_ADMIN]}}");
    Target target = space.target("copied");
    stop("copied");
    target.sh("unshare -m sleep 600 >/dev/null 2>&1 </dev/null & echo $! >/tmp/copy");

    space.startDeletion("copied");

    assertHeld("copied", disk, "copy");
    target.sh("kill $(cat /tmp/copy)");
    space.awaitGone("copied");
    assertClean(disk);
  }

  @Test
  void an_overfilled_volume_costs_its_carrier_and_the_scan_says_so() {
    Waiting.until(
        "the eviction to be reported",
        Duration.ofSeconds(120),
        () -> events("overfull").contains("CarrierEnded"));
    System.out.println("inject: an eviction is reported thus: " + events("overfull").strip());
    space.await(
        "another carrier",
        "overfull",
        () ->
            space.carriers("overfull").stream()
                .anyMatch(pod -> !pod.getMetadata().getUid().equals(overfullCarrier)));
    Target target = space.target("overfull");
    // The status may still be that of the old volume for a second.
    space.await(
        "a new volume, which is empty",
        "overfull",
        () -> target.mountsAt("/small").size() == 1 && target.sh("ls /small").isEmpty());
    space.awaitInjected("overfull", 1);
    assertEquals(1, target.mountsAt("/small").size(), "mounts at /small");
    space.deleteScan("overfull");
  }

  private static String events(String scan) {
    return space
        .cluster()
        .kubectl(
            "get",
            "events",
            "-n",
            "inject-busy",
            "--field-selector=involvedObject.kind=ImageScan,involvedObject.name=" + scan,
            "--output=jsonpath={range .items[*]}{.reason}: {.message}{'\\n'}{end}");
  }
}
