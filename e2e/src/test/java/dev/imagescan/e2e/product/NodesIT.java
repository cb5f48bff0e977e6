package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.NodeKernel;
import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Faults;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The nodes themselves: what their reports say is what one sees on them by hand. */
@OnCluster
class NodesIT {

  private static final String SPACE = "nodes-and-pods";
  private static final String NAME = "nodes";
  private static final String READER = "imagescan-nodereport-reader";
  private static final List<String> READING = List.of("get", "list", "watch");
  private static final Duration IN_TIME = Duration.ofMinutes(5);
  private static final int LARGEST = 1024 * 1024;

  private final Cluster cluster;
  private final Faults faults;

  NodesIT(Cluster cluster) {
    this.cluster = cluster;
    this.faults = cluster.faults("look at a node by hand");
  }

  @BeforeEach
  void install() {
    Product.on(cluster);
  }

  @AfterEach
  void clean() {
    cluster.kubectl("delete", "clusterimagescan/" + NAME, "--ignore-not-found");
    Workloads.deleteSpace(cluster, SPACE);
    for (String role : List.of("view", "edit", "admin", READER)) {
      cluster.kubectl("delete", "clusterrolebinding/" + boundTo(role), "--ignore-not-found");
    }
  }

  private void scan(String spec) {
    String scan =
        """
        apiVersion: imagescan.dev/v1alpha1
        kind: ClusterImageScan
        metadata: {name: nodes}
        spec:
        """
            + spec.indent(2);
    cluster.kubectlCommand("apply", "-f", "-").run(scan).orThrow();
  }

  private void awaitReady() {
    long generation = scan().getMetadata().getGeneration();
    try {
      Waiting.until("the scan of the nodes", IN_TIME, () -> isReady(generation));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "; it says: " + scan().getStatus(), e);
    }
    assertNull(scan().getStatus().failures(), "failures");
  }

  private boolean isReady(long generation) {
    ScanStatus status = scan().getStatus();
    return status != null
        && Objects.equals(status.observedGeneration(), generation)
        && status.conditions().stream()
            .anyMatch(c -> c.type().equals("Ready") && c.status().name().equals("TRUE"));
  }

  private ClusterImageScan scan() {
    return cluster.client().resources(ClusterImageScan.class).withName(NAME).get();
  }

  private NodeReport report(String node) {
    NodeReport report = cluster.client().resources(NodeReport.class).withName(node).get();
    assertTrue(report != null, "there is no NodeReport " + node);
    assertEquals(State.INSPECTED, report.getStatus().state(), () -> "state of " + report);
    return report;
  }

  private List<NodeReport> reports() {
    return cluster.client().resources(NodeReport.class).list().getItems();
  }

  @Test
  void the_reports_of_all_nodes_equal_what_one_finds_there_by_hand() {
    scan("targets: [Nodes]\nrescanInterval: 1m");
    awaitReady();
    int nodes = cluster.nodes().size();
    assertEquals(nodes, scan().getStatus().nodes().total(), "nodes.total");
    assertEquals(nodes, scan().getStatus().nodes().done(), "nodes.done");
    assertNull(scan().getStatus().containers(), "it says something of containers");
    assertEquals(nodes, reports().size(), "reports");
    for (String node : cluster.nodes()) {
      NodeReport report = report(node);
      assertAll(
          () -> assertEquals(node, report.getSpec().nodeName()),
          () -> assertEquals(List.of(owner(node)), report.getMetadata().getOwnerReferences()),
          () -> assertEquals(byDpkg(node), packages(report), "packages of " + node),
          () -> assertKernel(node, report.getStatus().kernel()),
          () -> assertRuntime(report, "containerd"),
          () -> assertProgram(report, "containerd"),
          // kubelet of this cluster has a mount namespace of its own, as some systemd units have.
          () -> assertRuntime(report, "kubelet"),
          () -> assertSmall(node));
      assertMounts(node);
    }
  }

  private OwnerReference owner(String node) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName(node)
        .withUid(cluster.client().nodes().withName(node).get().getMetadata().getUid())
        .build();
  }

  /** Those that are installed, held back from upgrades or not. */
  private List<String> byDpkg(String node) {
    String format = "${db:Status-Abbrev}|${Package} ${Version} ${Architecture}\\n";
    return faults
        .onNode(node, "dpkg-query", "--show", "--showformat=" + format)
        .run()
        .orThrow()
        .lines()
        .filter(line -> line.charAt(1) == 'i')
        .map(line -> line.substring(line.indexOf('|') + 1))
        .sorted()
        .toList();
  }

  private static List<String> packages(NodeReport report) {
    return report.getStatus().packages().stream()
        .filter(found -> found.type().equals("deb"))
        .map(found -> found.name() + " " + found.version() + " " + found.architecture())
        .sorted()
        .toList();
  }

  private void assertKernel(String node, NodeKernel kernel) {
    assertEquals(uname(node, "-r"), kernel.release());
    assertEquals(uname(node, "-v"), kernel.version());
    assertEquals(uname(node, "-m"), kernel.machine());
  }

  private String uname(String node, String option) {
    return faults.onNode(node, "uname", option).run().orThrow().strip();
  }

  private static NodeRuntime runtime(NodeReport report, String name) {
    List<NodeRuntime> all = report.getStatus().runtimes();
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " among " + all));
  }

  private static void assertProgram(NodeReport report, String name) {
    String executable = String.valueOf(runtime(report, name).executable());
    assertTrue(executable.endsWith("/" + name), () -> "executable of " + name + ": " + executable);
  }

  private static void assertRuntime(NodeReport report, String name) {
    NodeRuntime runtime = runtime(report, name);
    assertTrue(
        runtime.storage() != null
            && runtime.storage().stream().anyMatch(s -> s.path().equals("/var/lib/" + name)),
        () -> "storage of " + runtime);
  }

  private void assertSmall(String node) {
    String raw =
        cluster.kubectl("get", "--raw", "/apis/imagescan.dev/v1alpha1/nodereports/" + node);
    int bytes = raw.getBytes(StandardCharsets.UTF_8).length;
    NodeReportStatus status = report(node).getStatus();
    // The machine under the nodes may hold more than a report takes; what was passed over is said.
    System.out.printf(
        "the report of %s has %d bytes, %d of %d packages; truncated: %s, %s%n",
        node,
        bytes,
        status.packages().size(),
        status.packageCount(),
        status.truncated(),
        status.problems());
    assertTrue(bytes < LARGEST, () -> "the report of " + node + " has " + bytes + " bytes");
  }

  /** Pods come and go, and with them mounts: a later round sees what this one has not. */
  private void assertMounts(String node) {
    try {
      Waiting.until(
          "the mounts of " + node,
          IN_TIME,
          () -> NodeTable.differences(faults, report(node)).isEmpty());
    } catch (IllegalStateException e) {
      assertEquals(List.of(), NodeTable.differences(faults, report(node)), e.getMessage());
      throw e;
    }
  }

  @Test
  void one_scan_looks_at_pods_and_nodes_and_reports_go_with_what_asks_for_them() {
    Workloads.space(cluster, SPACE);
    String pod = Workloads.pod("tiny", cluster.use(TestImage.TINY), "hostUsers: true");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pod).orThrow();
    cluster.kubectl("wait", "pod/tiny", "-n", SPACE, "--for=condition=Ready", "--timeout=50s");
    String pods =
        "selector: {}\ninspect: [Mounts]\nnamespaceSelector: {matchLabels: {%s: %s}}\n"
            .formatted("kubernetes.io/metadata.name", SPACE);

    scan(pods + "targets: [Pods, Nodes]");
    awaitReady();
    assertEquals(1, scan().getStatus().containers().inspected(), "containers.inspected");
    assertEquals(cluster.nodes().size(), scan().getStatus().nodes().done(), "nodes.done");
    for (String node : cluster.nodes()) {
      assertNull(report(node).getStatus().packages(), "packages that nobody asked for");
      assertFalse(report(node).getStatus().mounts().isEmpty(), "no mounts of " + node);
    }

    scan(pods + "targets: [Pods]");
    Waiting.until("the end of the reports of nodes", IN_TIME, () -> reports().isEmpty());
    awaitReady();
    assertEquals(1, scan().getStatus().nodes().total(), "nodes with matching containers");
  }

  @Test
  void with_the_last_scan_the_reports_go() {
    scan("targets: [Nodes]\ninspect: [Mounts]");
    awaitReady();
    assertEquals(cluster.nodes().size(), reports().size(), "reports");
    cluster.kubectl("delete", "clusterimagescan/" + NAME);
    Remains.awaitNothingMade(cluster);
  }

  @Test
  void who_may_look_at_pods_of_the_whole_cluster_may_not_therefore_look_at_nodes() {
    for (String role : List.of("view", "edit", "admin")) {
      bind(role);
      Waiting.until(
          "rights of " + role, IN_TIME, () -> may(boundTo(role), "list", "containerreports"));
      for (String verb : READING) {
        assertFalse(may(boundTo(role), verb, "nodereports"), role + " may " + verb + " them");
      }
    }
    bind(READER);
    Waiting.until("rights of a reader", IN_TIME, () -> may(boundTo(READER), "get", "nodereports"));
    for (String verb : READING) {
      assertTrue(may(boundTo(READER), verb, "nodereports"), "a reader may not " + verb + " them");
    }
    for (String verb : List.of("create", "update", "patch", "delete")) {
      assertFalse(may(boundTo(READER), verb, "nodereports"), "a reader may " + verb + " them");
    }
  }

  private void bind(String role) {
    cluster.kubectl(
        "create",
        "clusterrolebinding",
        boundTo(role),
        "--clusterrole=" + role,
        "--user=" + boundTo(role));
  }

  /** A user that nobody else is, and the binding that makes it one. */
  private static String boundTo(String role) {
    return "nodes-it-" + role;
  }

  private boolean may(String user, String verb, String resource) {
    var question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(user)
            .withNewResourceAttributes()
            .withGroup("imagescan.dev")
            .withResource(resource)
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    return cluster.client().resource(question).create().getStatus().getAllowed();
  }
}
