package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.MountEntry;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The main job: apply an ImageScan over a Deployment of 20 Debian pods, a pod of a tiny image and a
 * pod in a user namespace; read from its status what runs.
 */
@OnCluster
class MainJobIT {

  private static final String SPACE = "main-job";

  /** Mount points that every pod has, which reports leave out unless they differ. */
  private static final Set<String> DEFAULTS =
      Set.of(
          "/",
          "/proc",
          "/dev",
          "/dev/pts",
          "/dev/mqueue",
          "/dev/shm",
          "/sys",
          "/sys/fs/cgroup",
          "/etc/hosts",
          "/etc/hostname",
          "/etc/resolv.conf",
          "/dev/termination-log",
          "/var/run/secrets/kubernetes.io/serviceaccount",
          "/run/secrets/kubernetes.io/serviceaccount");

  private static Product product;
  private static double readsBefore;

  private final Cluster cluster;
  private final KubernetesClient client;

  MainJobIT(Cluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
  }

  @BeforeAll
  static void scan(Cluster cluster) {
    product = Product.on(cluster);
    Waiting.until(
        "the end of other scans' image reports, whose images would not be read again",
        Product.SOON,
        () -> cluster.client().resources(ImageReport.class).list().getItems().isEmpty());
    Workloads.space(cluster, SPACE);
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pods(cluster)).orThrow();
    cluster
        .kubectlCommand("rollout", "status", "deployment/debian", "-n", SPACE, "--timeout=120s")
        .within(Duration.ofSeconds(130))
        .run()
        .orThrow();
    cluster.kubectl("wait", "pods", "--all", "-n", SPACE, "--for=condition=Ready", "--timeout=50s");
    readsBefore = imageReads();
    Instant applied = Instant.now();
    Workloads.apply(cluster, SPACE, "everything", "selector: {}");
    Workloads.awaitReady(cluster, SPACE, "everything");
    System.out.printf(
        "from kubectl apply to Ready, the agents' start included: %.1f s%n",
        Duration.between(applied, Instant.now()).toMillis() / 1000.0);
  }

  @AfterAll
  static void clean(Cluster cluster) {
    Workloads.deleteSpace(cluster, SPACE);
  }

  private static double imageReads() {
    return product.metric("agent", 8081, "imagescan_image_reads_seconds_count");
  }

  private static String pods(Cluster cluster) {
    return Workloads.deployment("debian", cluster.use(TestImage.DEBIAN), 20)
        + "---\n"
        + Workloads.pod("tiny", cluster.use(TestImage.TINY), "hostUsers: true")
        + "---\n"
        + Workloads.pod("userns", cluster.use(TestImage.ALPINE), "hostUsers: false");
  }

  @Test
  void all_containers_are_inspected_and_none_has_failed() {
    ScanStatus status = status();
    assertAll(
        () -> assertEquals(22, status.containers().matched(), "containers.matched"),
        () -> assertEquals(22, status.containers().inspected(), "containers.inspected"),
        () -> assertEquals(0, status.containers().failed(), "failures: " + status.failures()),
        () -> assertEquals(3, status.images(), "images"),
        () -> assertEquals(status.nodes().total(), status.nodes().done(), "nodes.done"),
        () -> assertFalse(status.licenses().isEmpty(), "no licence was counted"));
  }

  @Test
  void the_packages_of_the_debian_image_are_those_that_dpkg_query_lists() {
    String listed =
        cluster.kubectl(
            "exec",
            "-n",
            SPACE,
            "deployment/debian",
            "--",
            "dpkg-query",
            "--show",
            "--showformat=${Package} ${Version}\n");
    ImageReport report = report("debian");
    assertEquals(
        listed.lines().sorted().toList(),
        report.getStatus().packages().stream()
            .map(found -> found.name() + " " + found.version())
            .sorted()
            .toList());
    double licensed =
        (double) report.getStatus().licensedCount() / report.getStatus().packageCount();
    assertTrue(
        licensed >= 0.95, "only %.0f %% of the packages have a licence".formatted(100 * licensed));
  }

  @Test
  void the_alpine_image_of_a_pod_in_a_user_namespace_is_read_from_its_layers() {
    ImageReport report = report("alpine");
    assertEquals("alpine", report.getStatus().distribution().id());
    assertTrue(report.getStatus().packageCount() > 5, "packages: " + report.getStatus().packages());
  }

  @Test
  void twenty_replicas_on_two_nodes_cost_one_read_an_image() {
    assertEquals(2, Set.copyOf(nodesOfDebian()).size(), "the replicas run on " + nodesOfDebian());
    assertEquals(3.0, imageReads() - readsBefore, "reads of three images");
  }

  private List<String> nodesOfDebian() {
    return client.pods().inNamespace(SPACE).withLabel("app", "debian").list().getItems().stream()
        .map(pod -> pod.getSpec().getNodeName())
        .toList();
  }

  @Test
  void the_mounts_are_those_of_the_containers_own_table() {
    for (String pod : List.of("tiny", "userns")) {
      String table = cluster.kubectl("exec", "-n", SPACE, pod, "--", "cat", "/proc/self/mountinfo");
      ContainerReport report =
          client.resources(ContainerReport.class).inNamespace(SPACE).withName(pod + ".main").get();
      List<MountEntry> reported = report.getStatus().mounts();
      Map<String, Long> all = count(table.lines().map(MainJobIT::describe).toList());
      Map<String, Long> told = count(reported.stream().map(MainJobIT::describe).toList());
      told.forEach(
          (mount, times) ->
              assertEquals(times, all.get(mount), pod + " has no such mount: " + mount));
      long leftOut = all.values().stream().mapToLong(n -> n).sum() - reported.size();
      assertEquals(
          report.getStatus().defaultMounts().longValue(), leftOut, pod + ": defaultMounts");
      table
          .lines()
          .filter(line -> !told.containsKey(describe(line)))
          .map(line -> line.split(" ")[4])
          .forEach(point -> assertTrue(isDefault(point), pod + " was not told of " + point));
      assertTrue(
          reported.stream()
              .anyMatch(m -> m.mountPoint().equals("/scratch") && "scratch".equals(m.volume())),
          pod + ": the emptyDir is not named: " + reported);
    }
  }

  private static boolean isDefault(String point) {
    return DEFAULTS.contains(point)
        || point.startsWith("/proc/")
        || point.startsWith("/sys/")
        || point.startsWith("/dev/");
  }

  private static String describe(String line) {
    String[] fields = line.split(" ");
    int dash = List.of(fields).indexOf("-");
    return fields[4] + " " + fields[dash + 1] + " " + fields[5];
  }

  private static String describe(MountEntry mount) {
    return mount.mountPoint() + " " + mount.type() + " " + mount.options();
  }

  private static Map<String, Long> count(List<String> texts) {
    return texts.stream().collect(Collectors.groupingBy(t -> t, Collectors.counting()));
  }

  private ScanStatus status() {
    return client
        .resources(ImageScan.class)
        .inNamespace(SPACE)
        .withName("everything")
        .get()
        .getStatus();
  }

  private ImageReport report(String image) {
    ImageSummary summary =
        status().topImages().stream()
            .filter(top -> top.image().contains(image))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + image + " in " + status().topImages()));
    return client.resources(ImageReport.class).withName(summary.report()).get();
  }
}
