package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import dev.imagescan.e2e.product.InjectedVolumes.Mount;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Volumes of every kind in containers of every kind: each container reads what is there, writes
 * where it may and nowhere else, and sees its own ids.
 */
@OnCluster
class InjectIT {

  private static final String SCAN = "volumes";
  private static final String SHARES = "shares";

  /** What lies below a mount that the kernel keeps read-only. */
  private static final String BELOW_LOCKED = " - tmpfs imagescan ";

  private static Injected space;
  private static InjectedVolumes volumes;

  /** The containers that volumes are put into. */
  enum Kind {
    PLAIN(TestImage.TARGET, 0, "", ""),
    USER_NAMESPACE(
        TestImage.TARGET,
        1000,
        "hostUsers: false\nsecurityContext: {fsGroup: 1000, seccompProfile: {type: RuntimeDefault}}",
        "{runAsUser: 1000, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}"),
    READ_ONLY_ROOT(TestImage.MOUNT_POINTS, 0, "", "{readOnlyRootFilesystem: true}"),
    READ_ONLY_ROOT_WITHOUT_MOUNT_POINTS(TestImage.TARGET, 0, "", "{readOnlyRootFilesystem: true}"),
    CHANGED_ROOT(TestImage.TARGET, 0, "", "");

    private final TestImage image;
    private final int user;
    private final String specLines;
    private final String securityContext;

    Kind(TestImage image, int user, String specLines, String securityContext) {
      this.image = image;
      this.user = user;
      this.specLines = specLines;
      this.securityContext = securityContext;
    }

    String pod() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean hasReadOnlyRoot() {
      return securityContext.contains("readOnlyRootFilesystem");
    }

    /** Where the files are that the container's process sees, as kubectl exec sees them. */
    String root() {
      return this == CHANGED_ROOT ? "/other" : "";
    }

    String yaml(Cluster cluster, String node) {
      String reference = cluster.use(image);
      String security = securityContext.isEmpty() ? "" : "securityContext: " + securityContext;
      String command =
          this == CHANGED_ROOT
              ? "mkdir -p /other/bin /other/tmp && cp /bin/busybox /other/bin && cp /tmp/hello /other/tmp"
                  + "\nexec busybox chroot /other /bin/busybox sleep 2147483647\n"
              : "";
      return Target.yaml(
              pod(),
              node,
              new String[] {specLines},
              Target.container("main", reference, command, security),
              Target.container("peer", reference, "", security))
          .replace("labels: {app: " + pod() + "}", "labels: {app: target}");
    }
  }

  @BeforeAll
  static void inject(Cluster cluster) {
    Product.on(cluster);
    String node = cluster.nodes().getFirst();
    space = Injected.space(cluster, "inject");
    volumes = new InjectedVolumes(space, node);
    volumes.make();
    for (Kind kind : Kind.values()) {
      space.apply(kind.yaml(cluster, node));
    }
    space.awaitReady();
    Instant applied = Instant.now();
    space.inject(SCAN, "target", volumes.inject());
    space.inject(
        SHARES,
        "target",
        "containers: [peer]\nshares:\n  - {fromContainer: main, path: /tmp, mountPath: /mnt/19}\n");
    space.awaitInjected(SHARES, Kind.values().length);
    say("shares of %d pods are in place", applied, Kind.values().length);
    int mounts = Kind.values().length * InjectedVolumes.MOUNTS.size();
    space.awaitInjected(SCAN, mounts);
    say("%d volumes are in place, the provisioning of a claim included", applied, mounts);
    System.out.println(
        "not tried: CSI, for no driver can be had as a Go module; NFS, of which this kernel has "
            + (nfs() ? "a client, but there is no server" : "no client"));
  }

  private static void say(String what, Instant since, int number) {
    System.out.printf(
        "inject: " + what + " after %.1f s%n",
        number,
        Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }

  private static boolean nfs() {
    try {
      return Files.readString(Path.of("/proc/filesystems")).contains("\tnfs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void clean() {
    space.deleteScan(SCAN);
    space.delete();
    try (InjectedVolumes made = volumes) {
      assertAll(
          made.disks().stream()
              .map(
                  disk ->
                      () -> {
                        var check = disk.check();
                        assertEquals(
                            0, check.exit(), disk.name() + ": " + check.out() + check.err());
                      }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_container_reads_what_is_there_and_writes_where_it_may(Kind kind) {
    String seen = space.target(kind.pod()).sh(probe(kind));
    var expected = new LinkedHashMap<String, String>();
    for (Mount mount : InjectedVolumes.MOUNTS) {
      expected.put(mount.name(), expected(kind, mount));
    }
    assertEquals(text(expected), seen, "what " + kind.pod() + " sees");
    assertAll(
        InjectedVolumes.MOUNTS.stream()
            .filter(Mount::writable)
            .map(mount -> () -> assertArrived(kind, mount)));
  }

  private static String text(Map<String, String> results) {
    return results.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String expected(Kind kind, Mount mount) {
    String writing = mount.writable() ? "wrote a file of " + kind.user : "Read-only file system";
    return mount.file().isEmpty() ? writing : "read '" + mount.text() + "', " + writing;
  }

  /** One script for all mounts: each kubectl exec costs more than all that it does. */
  static String probe(Kind kind) {
    var script = new StringBuilder();
    for (int i = 0; i < InjectedVolumes.MOUNTS.size(); i++) {
      Mount mount = InjectedVolumes.MOUNTS.get(i);
      String at = kind.root() + "/mnt/" + i;
      script.append("printf '%s: '\n".formatted(mount.name()));
      if (!mount.file().isEmpty()) {
        script.append(
            "printf \"read '%%s', \" \"$(head -n 1 %s/%s 2>&1)\"\n".formatted(at, mount.file()));
      }
      // The numbers tell the mounts of one volume apart.
      script.append(
          """
          said=$(sh -c 'echo mine > %1$s' 2>&1 | head -n 1)
          if [ -f %1$s ]; then echo "wrote a file of $(stat -c %%u %1$s)"; else echo "${said##*: }"; fi
          """
              .formatted(at + "/" + kind.pod() + "-" + i));
    }
    return script.toString();
  }

  private static void assertArrived(Kind kind, Mount mount) throws IOException {
    int index = InjectedVolumes.MOUNTS.indexOf(mount);
    Path file = volumeOf(kind).resolve(index + "/" + kind.pod() + "-" + index);
    assertEquals("mine\n", Files.readString(file), mount.name() + " as its carrier sees it");
    assertEquals(
        kind.user, Files.getAttribute(file, "unix:uid"), "owner of a file in " + mount.name());
  }

  /** The mounts of the carrier that has the volumes for a kind of target. */
  private static Path volumeOf(Kind kind) {
    boolean group = kind == Kind.USER_NAMESPACE;
    Pod carrier =
        space.carriers(SCAN).stream()
            .filter(pod -> (pod.getSpec().getSecurityContext().getFsGroup() != null) == group)
            .findFirst()
            .orElseThrow();
    long pid = new Target(space, carrier.getMetadata().getName(), "carrier").process();
    return Path.of("/proc", Long.toString(pid), "root", "mounts");
  }

  @ParameterizedTest
  @EnumSource
  void each_volume_is_mounted_once_and_hands_nothing_on(Kind kind) {
    List<String> mounts = space.target(kind.pod()).mounts();
    for (int i = 0; i < InjectedVolumes.MOUNTS.size(); i++) {
      String name = InjectedVolumes.MOUNTS.get(i).name();
      String end = "/mnt/" + i;
      List<String> there =
          mounts.stream()
              .filter(line -> line.split(" ")[4].endsWith(end))
              .filter(line -> !line.contains(BELOW_LOCKED))
              .toList();
      assertEquals(1, there.size(), "%s in %s: %s".formatted(name, kind.pod(), there));
      String[] fields = there.getFirst().split(" ");
      assertEquals("-", fields[6], name + " is not private: " + there);
      assertTrue(
          fields[5].contains("nosuid") && fields[5].contains("nodev"),
          name + " lacks nosuid or nodev: " + there);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_container_shares_a_directory_of_another(Kind kind) {
    Target peer = new Target(space, kind.pod(), "peer");
    assertEquals("hello from the image\n", peer.sh("cat /mnt/19/hello"));
    var attempt = peer.attempt("echo peer > /mnt/19/of-the-peer");
    if (kind.hasReadOnlyRoot()) {
      assertTrue(attempt.err().contains("Read-only file system"), attempt.toString());
    } else {
      assertEquals(
          "peer " + kind.user + "\n",
          space
              .target(kind.pod())
              .sh(
                  "echo $(cat %1$s) $(stat -c %%u %1$s)"
                      .formatted(kind.root() + "/tmp/of-the-peer")));
    }
  }

  @Test
  void the_status_says_which_volumes_have_the_containers_ids() {
    var status = space.scan(SCAN).orElseThrow().getStatus();
    assertTrue(
        status.topMounts().stream()
            .filter(mount -> mount.pod().equals(Kind.USER_NAMESPACE.pod()))
            .noneMatch(mount -> Boolean.FALSE.equals(mount.idmapped())),
        "a volume that the status calls not mapped: " + status.topMounts());
  }
}
