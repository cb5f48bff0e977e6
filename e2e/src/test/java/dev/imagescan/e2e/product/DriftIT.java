package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.CountedPath;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pods change in their files, as their reports tell. */
@OnCluster
class DriftIT {

  private static final String SPACE = "drift";

  private static final Set<String> OF_DRIFT =
      Set.of("SetuidAdded", "ProgramChanged", "ProgramAdded", "ProgramOnMount");

  private static final String CHANGES =
      """
      echo new > /etc/added
      echo '# edited' >> /etc/profile
      rm /etc/issue.net
      chmod 600 /etc/issue
      chown 7:8 /etc/host.conf
      echo replaced > /etc/new; mv /etc/new /etc/debian_version
      ln /etc/os-release /etc/hard-link
      rm -r /usr/share/base-files; mkdir /usr/share/base-files; echo x > /usr/share/base-files/mine
      rm -r /etc/default
      cat /bin/true > /usr/bin/factor
      cp /bin/true /opt/tool
      cp /bin/true /opt/root; chmod 4755 /opt/root
      echo log > /var/log/of-the-program
      """;

  private static final String CHANGES_OF_USERNS =
      """
      echo x >> /etc/alpine-release
      chmod 600 /etc/apk/world
      chown 5:6 /etc/os-release
      echo mine > /etc/mine
      """;

  private static Scanned scanned;
  private static String hidden;
  private static String gone;

  private final Cluster cluster;

  DriftIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void change_and_scan(Cluster cluster) {
    Product.on(cluster);
    scanned = Scanned.space(cluster, SPACE);
    cluster.kubectl("create", "configmap", "settings", "-n", SPACE, "--from-literal=a.conf=x");
    String debian = cluster.use(TestImage.DEBIAN);
    String pods =
        Workloads.pod("changes", debian, "hostUsers: true")
            + "---\n"
            + ordinary(debian)
            + "---\n"
            + Workloads.pod("userns", cluster.use(TestImage.ALPINE), "hostUsers: false")
            + "---\n"
            + Workloads.pod("mounted", cluster.use(TestImage.TINY), "hostUsers: true");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pods).orThrow();
    cluster
        .kubectlCommand(
            "wait", "pods", "--all", "-n", SPACE, "--for=condition=Ready", "--timeout=100s")
        .within(Duration.ofSeconds(110))
        .run()
        .orThrow();
    hidden = sh(cluster, "ordinary", "find /usr/share/base-files ! -type d");
    gone = sh(cluster, "ordinary", "find /etc/default ! -type d");
    sh(cluster, "changes", CHANGES);
    sh(cluster, "userns", CHANGES_OF_USERNS);
    sh(cluster, "mounted", "cp /bin/busybox /scratch/tool; chmod 755 /scratch/tool");
    scanned.scan("inspect: [Packages, Mounts, Drift]").awaitInspected(4);
  }

  @AfterAll
  static void clean() {
    scanned.delete();
  }

  private static String sh(Cluster cluster, String pod, String script) {
    return cluster.kubectl("exec", "-n", SPACE, pod, "--", "/bin/sh", "-euc", script);
  }

  /** With a service account's token, settings, and a single file of them in a directory of /etc. */
  private static String ordinary(String image) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: ordinary, labels: {app: ordinary}}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
            - name: main
              image: %s
              imagePullPolicy: IfNotPresent
              volumeMounts:
                - {name: settings, mountPath: /etc/settings}
                - {name: settings, mountPath: /srv/app/one.conf, subPath: a.conf}
          volumes:
            - {name: settings, configMap: {name: settings}}
        """
        .formatted(image);
  }

  @Test
  void each_change_is_one_entry_and_the_worst_come_first() {
    Drift drift = report("changes").getStatus().drift();
    List<String> removed = new ArrayList<>(List.of("/etc/issue.net"));
    removed.addAll(hidden.lines().toList());
    removed.addAll(gone.lines().toList());
    assertAll(
        () ->
            assertEquals(
                List.of("ADDED /opt/root", "CHANGED /usr/bin/factor", "ADDED /opt/tool"),
                changes(drift).subList(0, 3),
                "the worst"),
        () ->
            assertEquals(
                List.of(
                    "CHANGED /etc/debian_version",
                    "CHANGED /etc/host.conf",
                    "CHANGED /etc/issue",
                    "CHANGED /etc/profile",
                    "CHANGED /usr/bin/factor"),
                only(drift, "CHANGED")),
        () ->
            assertEquals(
                removed.stream().map(path -> "REMOVED " + path).sorted().toList(),
                only(drift, "REMOVED")),
        () ->
            assertEquals(
                List.of(
                    "ADDED /etc/added",
                    "ADDED /etc/hard-link",
                    "ADDED /opt/root",
                    "ADDED /opt/tool",
                    "ADDED /usr/share/base-files/mine"),
                only(drift, "ADDED")),
        () -> assertEquals(List.of(new CountedPath("/var/log", 1, 4L)), drift.counted()),
        () -> assertNull(drift.truncated(), "problems: " + report("changes").getStatus()));
  }

  @Test
  void programs_that_were_changed_and_added_are_findings() {
    assertEquals(List.of("SetuidAdded", "ProgramChanged", "ProgramAdded"), findings("changes"));
    DriftEntry worst = report("changes").getStatus().drift().entries().getFirst();
    assertEquals("4755", worst.mode());
    assertEquals(0L, worst.uid());
  }

  @Test
  void changed_files_are_told_with_their_package_and_what_dpkg_has_of_them() {
    List<DriftEntry> entries = report("changes").getStatus().drift().entries();
    assertEquals("deb/coreutils Differs", owner(entries, "/usr/bin/factor"));
    assertEquals("null null", owner(entries, "/opt/tool"));
    assertEquals("deb/base-files null", owner(entries, "/etc/issue.net"));
  }

  private static String owner(List<DriftEntry> entries, String path) {
    return entries.stream()
        .filter(entry -> entry.path().equals(path))
        .map(entry -> entry.owner() + " " + entry.checksum())
        .findFirst()
        .orElseThrow(() -> new AssertionError(path + " is not among " + entries));
  }

  @Test
  void an_untouched_pod_has_no_drift() {
    Drift drift = report("ordinary").getStatus().drift();
    assertAll(
        () -> assertNull(drift.entries(), "entries"),
        () -> assertNull(drift.added(), "added"),
        () -> assertNull(drift.changed(), "changed"),
        () -> assertNull(drift.removed(), "removed"),
        () -> assertNull(drift.mountedExecutables(), "programs: " + drift.topMountedExecutables()),
        () -> assertEquals(List.of(), findings("ordinary")));
  }

  @Test
  void owners_in_a_user_namespace_are_those_that_the_container_sees() {
    Drift drift = report("userns").getStatus().drift();
    assertEquals(
        List.of(
            "CHANGED /etc/alpine-release",
            "CHANGED /etc/apk/world",
            "CHANGED /etc/os-release",
            "ADDED /etc/mine"),
        changes(drift));
    assertEquals(
        List.of("0:0", "0:0", "5:6", "0:0"),
        drift.entries().stream().map(entry -> entry.uid() + ":" + entry.gid()).toList());
  }

  @Test
  void a_program_on_an_empty_dir_is_named_with_its_volume() {
    Drift drift = report("mounted").getStatus().drift();
    assertEquals(1, drift.mountedExecutables());
    var program = drift.topMountedExecutables().getFirst();
    assertEquals(
        List.of("/scratch/tool", "/scratch", "scratch", "755"),
        List.of(program.path(), program.mountPoint(), program.volume(), program.mode()));
    assertNull(drift.entries(), "a file on a volume is no drift of the container's own");
    assertEquals(List.of("ProgramOnMount"), findings("mounted"));
  }

  private static List<String> changes(Drift drift) {
    return drift.entries().stream().map(entry -> entry.change() + " " + entry.path()).toList();
  }

  private static List<String> only(Drift drift, String change) {
    return changes(drift).stream().filter(entry -> entry.startsWith(change)).sorted().toList();
  }

  private List<String> findings(String pod) {
    List<ReportFinding> all = report(pod).getStatus().findings();
    return all == null
        ? List.of()
        : all.stream().map(ReportFinding::id).filter(OF_DRIFT::contains).toList();
  }

  private ContainerReport report(String pod) {
    return cluster
        .client()
        .resources(ContainerReport.class)
        .inNamespace(SPACE)
        .withName(ContainerReport.nameOf(pod, "main"))
        .get();
  }
}
