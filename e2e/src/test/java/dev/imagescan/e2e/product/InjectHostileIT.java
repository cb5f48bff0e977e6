package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers that try to have the agent mount elsewhere: nothing outside of them changes. */
@OnCluster
class InjectHostileIT {

  static final String ADMIN = "securityContext: {capabilities: {add: [SYS_ADMIN]}}";
  private static final String ROOM = "/var/lib/kubelet/hostile";

  /** What a C library or a JVM opens by name when it has to load something. */
  private static final List<String> BAIT =
      List.of(
          "/lib/x86_64-linux-gnu/libc.so.6",
          "/lib/x86_64-linux-gnu/libgcc_s.so.1",
          "/lib/x86_64-linux-gnu/libnss_files.so.2",
          "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules",
          "/usr/lib/locale/locale-archive",
          "/usr/lib/locale/C.utf8/LC_CTYPE",
          "/etc/ld.so.preload",
          "/etc/ld.so.cache",
          "/etc/nsswitch.conf",
          "/etc/localtime",
          "/etc/host.conf");

  private static final String[] NONE = {};

  /** Makes /spot a directory, a link within the container, a link to the node, and nothing. */
  static final String SWAP =
      """
      mkdir -p /real
      while :; do
        ln -s /etc /new; mv -T /new /spot
        rm /spot; mv -T /real /spot; mv -T /spot /real
        ln -s /proc/1/root%s /new; mv -T /new /spot
        rm /spot
      done
      """
          .formatted(ROOM);

  /** Mounts until the kernel takes no more; each tree has two of the one before. */
  static final String FILL =
      """
      mkdir /t && mount -t tmpfs t /t && mkdir /t/0 /t/f && mount -t tmpfs t /t/0
      n=0
      while :; do
        next=/t/$((n + 1))
        mkdir $next && mount -t tmpfs t $next && mkdir $next/a $next/b || break
        mount -o rbind /t/$n $next/a && mount -o rbind /t/$n $next/b || break
        n=$((n + 1))
      done
      i=0
      while [ $n -ge 0 ]; do
        i=$((i + 1))
        mkdir /t/f/$i
        mount -o rbind /t/$n /t/f/$i || n=$((n - 1))
      done
      touch /tmp/full
      exec sleep 2147483647
      """;

  private static Injected space;
  private static Faults faults;
  private static String node;
  private static Set<String> table;

  @BeforeAll
  static void make_targets(Cluster cluster) {
    Product.on(cluster);
    space = Injected.space(cluster, "inject-hostile");
    faults = cluster.faults("look at a node's mounts");
    node = cluster.nodes().getFirst();
    faults.onNode(node, "mkdir", "-p", ROOM).run().orThrow();
    table = NodeTable.of(faults, node);
  }

  @AfterAll
  static void clean() {
    space.delete();
  }

  @AfterEach
  void nothing_outside_has_changed() {
    assertEquals(table, NodeTable.of(faults, node), "what is mounted on the node");
    assertEquals("", faults.onNode(node, "ls", ROOM).run().orThrow(), "files on the node");
  }

  private static Target run(String name, String command, String[] spec, String... container) {
    String image = space.cluster().use(TestImage.TARGET);
    space.apply(Target.yaml(name, node, spec, Target.container("main", image, command, container)));
    space.awaitReady(name);
    return space.target(name);
  }

  /** Applies a scan with an empty directory at these places. */
  private static void inject(String name, String... mounts) {
    String inject =
        "volumes:\n  - {name: disk, emptyDir: {}}\nvolumeMounts:\n"
            + ("  - {name: disk, mountPath: "
                + String.join("}\n  - {name: disk, mountPath: ", mounts))
            + "}\n";
    space.inject(name, name, inject);
  }

  private static MountSummary settled(String name, String mountPath) {
    return Waiting.forValue(
        mountPath + " in " + name + " to be mounted or to have failed",
        Injected.IN_TIME,
        () ->
            space
                .mount(name, name, mountPath)
                .filter(mount -> Set.of("Mounted", "Failed").contains(mount.state()))
                .or(Optional::empty));
  }

  @Test
  void a_mount_point_is_a_link_to_the_node() {
    Target target =
        run("link", "", new String[] {"hostPID: true"}, "securityContext: {privileged: true}");
    target.sh(
        "mkdir -p %1$s; ln -s /proc/1/root%1$s /magic; ln -s ../../../../..%1$s /far"
            .formatted(ROOM));
    inject("link", "/magic/one", "/far/two");
    assertEquals("Failed", settled("link", "/magic/one").state());
    assertEquals("Mounted", settled("link", "/far/two").state());
    assertEquals(1, target.mountsAt(ROOM + "/two").size(), "mounts inside of the container");
  }

  @Test
  void a_mount_point_is_swapped_in_a_loop() {
    Target target = run("swap", SWAP, NONE);
    for (int i = 0; i < 8; i++) {
      inject("swap", "/spot/%d".formatted(i), "/spot/deep/%d".formatted(i));
      settled("swap", "/spot/deep/%d".formatted(i));
    }
    assertTrue(
        target.mounts().stream()
            .noneMatch(line -> line.split(" ")[4].matches("/etc/(deep/)?[0-9]")),
        "a mount below /etc: " + target.mounts());
    // Where nothing stays in its place, only the container's end tells that nothing is mounted.
    space.deletePod("swap");
    space.deleteScan("swap");
    space.deletePod("swap"); // It takes a whole processor.
  }

  @Test
  void a_target_is_under_a_mount_that_the_node_shares() {
    Target target =
        run(
            "shared",
            "mount --make-rshared / && exec sleep 2147483647",
            new String[] {"volumes: [{name: room, hostPath: {path: %s}}]".formatted(ROOM)},
            "securityContext: {privileged: true}",
            "volumeMounts: [{name: room, mountPath: /room, mountPropagation: Bidirectional}]");
    inject("shared", "/room", "/plain");
    assertAll(
        () -> assertEquals("SharedTarget", settled("shared", "/room").reason()),
        () -> assertEquals("SharedTarget", settled("shared", "/plain").reason()));
    assertEquals(0, target.mountsAt("/plain").size(), "mounts at /plain");
  }

  @Test
  void a_container_covers_and_unmounts_what_it_got() {
    Target target = run("covers", "", NONE, ADMIN);
    inject("covers", "/covered", "/unmounted");
    space.awaitInjected("covers", 2);

    target.sh("mount -t tmpfs mine /covered && umount /unmounted");
    touch("covers");
    assertEquals("Covered", space.awaitState("covers", "covers", "/covered", "Shadowed").reason());
    assertEquals(
        "Unmounted", space.awaitState("covers", "covers", "/unmounted", "Failed").reason());
    assertEquals(2, target.mountsAt("/covered").size(), "mounts at /covered: ours and its own");

    target.sh("umount /covered");
    touch("covers");
    space.awaitState("covers", "covers", "/covered", "Mounted");
    space.deleteScan("covers");
    assertEquals(0, target.mountsAt("/covered").size(), "mounts at /covered");
  }

  /** Gives the agent something to do, so that nobody has to wait until it looks by itself. */
  private static void touch(String scan) {
    run("more-" + scan, "", NONE);
    space
        .cluster()
        .kubectl(
            "label", "pod/more-" + scan, "-n", space.namespace(), "--overwrite", "app=" + scan);
  }

  @Test
  void a_container_with_SYS_ADMIN_in_its_user_namespace_cannot_make_a_mount_writable() {
    Target target = run("remounts", "", new String[] {"hostUsers: false"}, ADMIN);
    inject("remounts", "/mine", "/locked, readOnly: true");
    space.awaitInjected("remounts", 2);
    assertAll(
        () ->
            assertEquals(0, target.attempt("mount -o remount,bind,ro /mine").exit(), "the control"),
        () -> assertNotEquals(0, target.attempt("mount -o remount,bind,rw /locked").exit()),
        () -> assertNotEquals(0, target.attempt("echo > /locked/file").exit()));
  }

  @Test
  void a_container_has_filled_its_mount_table() {
    Target target = run("fills", FILL, NONE, ADMIN);
    Waiting.until(
        "a full table", Injected.IN_TIME, () -> target.attempt("[ -e /tmp/full ]").exit() == 0);
    inject("fills", "/data");
    MountSummary mount = settled("fills", "/data");
    System.out.println("inject: into a full mount table: " + mount);
    assertEquals("TooManyMounts", mount.reason());
  }

  @Test
  void a_container_has_programs_and_settings_of_its_own_and_none_is_loaded() {
    String make =
        "for file in %s; do mkdir -p ${file%%/*}; [ -e $file ] || echo bait > $file; done\n"
                .formatted(String.join(" ", BAIT))
            + "touch /tmp/ready; exec sleep 2147483647\n";
    Target target = run("bait", make, NONE);
    Waiting.until("the bait", Product.SOON, () -> target.attempt("[ -e /tmp/ready ]").exit() == 0);
    try (var opened = Opened.of(target, BAIT)) {
      inject("bait", "/data");
      space.awaitInjected("bait", 1);
      space.deleteScan("bait");
      assertEquals(List.of(), opened.files(), "files of the container that were opened");
      target.sh("cat /etc/nsswitch.conf");
      Waiting.until("the control", Product.SOON, () -> !opened.files().isEmpty());
    }
  }
}
