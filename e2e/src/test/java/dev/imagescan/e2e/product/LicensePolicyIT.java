package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.PackageRef;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.AlpinePackage;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A scan with a licence policy says what breaks it, and that nothing does any more. */
@OnCluster
class LicensePolicyIT {

  // Without Containment and Drift, so that all findings are about packages.
  private static final String NO_AGPL =
      "inspect: [Packages, Mounts]\nlicensePolicy: {deny: [\"AGPL-*\"]}";
  private static final Duration GARBAGE_IS_COLLECTED = Duration.ofSeconds(150);

  private final Cluster cluster;
  private Scanned space;

  LicensePolicyIT(Cluster cluster) {
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

  private void run(String namespace, TestImage image) {
    space = Scanned.space(cluster, namespace);
    space.run(cluster.use(image), 1);
    Workloads.awaitRollout(cluster, namespace, "app");
  }

  /** Waits as a pipeline does, until Compliant is {@code true} or {@code false}. */
  private void await(String compliant) {
    cluster
        .kubectlCommand(
            "wait",
            "imagescan/all",
            "-n",
            space.namespace(),
            "--for=condition=Compliant=" + compliant,
            "--timeout=180s")
        .within(Scanned.IN_TIME.plusSeconds(10))
        .run()
        .orThrow();
  }

  private Condition compliant() {
    return space.status().orElseThrow().conditions().stream()
        .filter(condition -> condition.type().equals("Compliant"))
        .findFirst()
        .orElseThrow();
  }

  private Finding onlyFinding() {
    assertEquals(new FindingCounts(0, 1, 0, 0), space.status().orElseThrow().findings());
    return space.status().orElseThrow().topFindings().getFirst();
  }

  private ImageReport imageReport(Finding finding) {
    return cluster.client().resources(ImageReport.class).withName(finding.imageReport()).get();
  }

  @Test
  void compliant_turns_false_with_package_layer_and_container_and_true_when_the_pod_is_replaced() {
    run("license-policy", TestImage.COPYLEFT);
    space.scan(NO_AGPL);
    await("false");
    Finding finding = onlyFinding();
    String pod = space.pods().getFirst().getMetadata().getName();
    ReportedLayer last = imageReport(finding).getStatus().layers().getLast();
    assertAll(
        () -> assertEquals(new PackageRef("apk", "ghostscript", "1.0-r0"), finding.subject()),
        () -> assertEquals("MIT AND AGPL-3.0-or-later", finding.license()),
        () -> assertEquals("RUN apk add ghostscript", finding.layer().createdBy()),
        () -> assertEquals(last.diffID(), finding.layer().diffID()),
        () -> assertEquals("license-policy", finding.namespace()),
        () -> assertEquals(pod, finding.pod()),
        () -> assertEquals("main", finding.container()),
        () -> assertEquals(TestImage.COPYLEFT.reference(), finding.image()));
    String message = compliant().message();
    for (String part : List.of("ghostscript 1.0-r0", last.diffID(), pod + "/main", "AGPL-*")) {
      assertTrue(message.contains(part), "the user is not told of " + part + ": " + message);
    }
    assertEquals(List.of("LicenseDenied"), events());

    String other = cluster.use(TestImage.PERMISSIVE);
    cluster.kubectl("set", "image", "deployment/app", "-n", space.namespace(), "main=" + other);
    await("true");
    assertEquals("PolicyKept", compliant().reason());
    assertEquals(new FindingCounts(0, 0, 0, 0), space.status().orElseThrow().findings());
  }

  private List<String> events() {
    return cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(space.namespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> "all".equals(event.getRegarding().getName()))
        .map(event -> event.getReason())
        .toList();
  }

  @Test
  void what_came_into_a_running_container_counts_until_its_pod_is_replaced() {
    run("license-added", TestImage.PERMISSIVE);
    String pod = space.pods().getFirst().getMetadata().getName();
    String install = "printf '%s' '" + AlpinePackage.of("mongodb", "AGPL-3.0-only").entry() + "'";
    cluster.kubectl(
        "exec",
        "-n",
        space.namespace(),
        pod,
        "--",
        "/bin/sh",
        "-c",
        install + " >> /lib/apk/db/installed");
    space.scan(NO_AGPL);
    await("false");
    Finding finding = onlyFinding();
    assertEquals(new PackageRef("apk", "mongodb", "1.0-r0"), finding.subject());
    assertEquals(pod + "/main", finding.pod() + "/" + finding.container());
    assertEquals(null, finding.layer(), "the package came after all layers");
    assertTrue(
        compliant().message().contains("It came after the image"),
        "the user sees: " + compliant().message());

    cluster.kubectl("delete", "pod", pod, "-n", space.namespace(), "--timeout=50s");
    await("true");
  }

  @Test
  void a_package_far_down_a_large_image_is_found_and_its_parts_go_with_the_report() {
    run("license-large", TestImage.LARGE);
    space.scan(NO_AGPL);
    await("false");
    Finding finding = onlyFinding();
    assertEquals("zzz", finding.subject().name());
    ImageReport report = imageReport(finding);
    List<String> parts = report.getStatus().continuedIn();
    assertAll(
        () -> assertEquals(12_001, report.getStatus().packageCount(), "busybox is there as well"),
        () -> assertEquals(5_000, report.getStatus().packages().size()),
        () -> assertEquals(2, parts.size(), "parts: " + parts),
        () -> assertEquals(List.of(5_000, 2_001), parts.stream().map(this::packagesOf).toList()));
    space.deleteScan();
    Waiting.until(
        "the end of the parts of a report that is gone",
        GARBAGE_IS_COLLECTED,
        () -> parts.stream().map(this::part).noneMatch(Objects::nonNull));
  }

  private int packagesOf(String part) {
    return part(part).getStatus().packages().size();
  }

  private ImageReportPart part(String name) {
    return cluster.client().resources(ImageReportPart.class).withName(name).get();
  }
}
