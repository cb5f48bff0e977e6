package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is found about a container is told of in its scan, and can be accepted there or by its pod.
 */
@OnCluster
class FindingsIT {

  private static final String CONTAINMENT = "inspect: [Containment]";
  private static final String HOST_NETWORK = "HostNetwork";
  private static final String REASON = "It is the proxy of its node.";

  private final Cluster cluster;
  private Scanned space;

  FindingsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(Cluster cluster) {
    Product.on(cluster);
  }

  @AfterEach
  void delete() {
    space.delete();
  }

  /** A pod in its node's network, under a scan that has inspected it. */
  private void found(String namespace, String... lines) {
    space = Scanned.space(cluster, namespace);
    run("proxy", "hostNetwork: true");
    space.scan(CONTAINMENT, String.join("\n", lines)).awaitInspected(1);
  }

  private void run(String pod, String specLine) {
    String yaml = Workloads.pod(pod, cluster.use(TestImage.TINY), specLine);
    cluster.kubectlCommand("apply", "-n", space.namespace(), "-f", "-").run(yaml).orThrow();
    cluster.kubectl(
        "wait", "pod/" + pod, "-n", space.namespace(), "--for=condition=Ready", "--timeout=50s");
  }

  private ScanStatus status() {
    return space.status().orElseThrow();
  }

  private Optional<Finding> finding(String id) {
    return Optional.ofNullable(status().topFindings()).stream()
        .flatMap(List::stream)
        .filter(finding -> finding.id().equals(id))
        .findFirst();
  }

  private Finding hostNetwork() {
    return finding(HOST_NETWORK)
        .orElseThrow(() -> new AssertionError("the user sees no HostNetwork: " + status()));
  }

  private boolean ignored() {
    return finding(HOST_NETWORK).map(Finding::ignored).filter(REASON::equals).isPresent();
  }

  private void await(String what, BooleanSupplier holds) {
    try {
      Waiting.until(what, Scanned.IN_TIME, holds::getAsBoolean);
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "; the scan says: " + status(), e);
    }
  }

  @Test
  void a_container_in_the_network_of_its_node_is_named_with_what_to_read_and_an_ordinary_one_not() {
    found("findings");
    Finding finding = hostNetwork();
    FindingCounts counts = status().findings();
    assertAll(
        () -> assertTrue(counts.medium() >= 1, "medium findings: " + counts),
        () -> assertTrue(counts.low() >= 1, "it has no seccomp filter: " + counts),
        () -> assertEquals(Severity.MEDIUM, finding.severity()),
        () -> assertEquals("findings/proxy/main", place(finding)),
        () -> assertTrue(finding("NoSeccomp").isPresent(), "topFindings: " + status()),
        () -> assertTrue(finding.message().contains("docs/findings/HostNetwork.md")),
        () -> assertTrue(reported().contains(HOST_NETWORK), "its report says " + reported()));
    assertTrue(columns().contains("CRITICAL   HIGH"), "kubectl get shows " + columns());

    cluster.kubectl("delete", "pod/proxy", "-n", "findings", "--timeout=50s");
    run("web", "hostNetwork: false");
    space.awaitInspected(1);
    await("no more HostNetwork", () -> finding(HOST_NETWORK).isEmpty());
    await("reports without HostNetwork", () -> !reported().contains(HOST_NETWORK));
  }

  private static String place(Finding finding) {
    return finding.namespace() + "/" + finding.pod() + "/" + finding.container();
  }

  private String columns() {
    return cluster.kubectl("get", "imagescan/all", "-n", space.namespace());
  }

  private List<String> reported() {
    return space.reports().stream()
        .map(ContainerReport::getStatus)
        .flatMap(status -> Optional.ofNullable(status).map(s -> s.findings()).stream())
        .flatMap(List::stream)
        .map(ReportFinding::id)
        .toList();
  }

  @Test
  void what_the_scan_accepts_is_shown_as_ignored_and_counts_again_when_it_does_no_more() {
    found("findings-ignored", "ignore: [{id: HostNetwork, reason: \"" + REASON + "\"}]");
    assertEquals(REASON, hostNetwork().ignored());
    FindingCounts with = status().findings();
    assertTrue(with.ignored() >= 1, "ignored findings: " + with);
    assertEquals(HOST_NETWORK, status().topFindings().getLast().id(), "what is ignored comes last");

    space.change("{\"ignore\":null}");
    await("HostNetwork that counts", () -> hostNetwork().ignored() == null);
    FindingCounts without = status().findings();
    assertEquals(with.medium() + 1, without.medium());
    assertEquals(with.ignored() - 1, without.ignored());
  }

  @Test
  void what_a_pod_accepts_in_its_annotation_is_ignored_and_an_unreadable_one_is_told_of() {
    found("findings-annotated");
    assertEquals(null, hostNetwork().ignored());
    annotate("- {id: HostNetwork, reason: \"" + REASON + "\"}");
    await("HostNetwork as ignored", this::ignored);
    assertEquals(1, status().findings().ignored());

    annotate("HostNetwork is fine");
    await("HostNetwork that counts", () -> hostNetwork().ignored() == null);
    await("an event about the annotation", () -> events().contains("IgnoreUnreadable"));
  }

  private void annotate(String ignore) {
    cluster.kubectl(
        "annotate",
        "pod/proxy",
        "-n",
        space.namespace(),
        "--overwrite",
        "imagescan.dev/ignore=" + ignore);
  }

  private String events() {
    return cluster.kubectl(
        "get", "events", "-n", space.namespace(), "-o", "jsonpath={.items[*].reason}");
  }
}
