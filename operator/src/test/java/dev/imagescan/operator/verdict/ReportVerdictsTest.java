package dev.imagescan.operator.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.ImageReportPartSpec;
import dev.imagescan.api.v1alpha1.ImageReportPartStatus;
import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.ApplyingServer;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.ImageReportView;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.plan.Selection;
import dev.imagescan.operator.plan.Target;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verdicts over reports that an API server in memory holds. */
class ReportVerdictsTest {

  private static final LicensePolicy NO_GPL = new LicensePolicy(null, List.of("GPL-*"));
  private static final String REPORT = "sha256-1-linux-amd64";
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final ApplyingServer server = new ApplyingServer();
  private final KubernetesClient client = server.client();
  private final ReportVerdicts verdicts = new ReportVerdicts(client, Clock.systemUTC());

  ReportVerdictsTest() throws IOException {}

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private static ReportedPackage found(String name, String license) {
    return new ReportedPackage("deb", name, "1", null, null, license, null, null, null);
  }

  private void report(int count, List<String> parts, ReportedPackage... packages) {
    ImageReport report = new ImageReport();
    report.setMetadata(new ObjectMetaBuilder().withName(REPORT).build());
    report.setSpec(new ImageReportSpec("sha256:1", "linux", "amd64", "web:1", "node-1", null));
    report.setStatus(
        new ImageReportStatus(
            State.INSPECTED,
            null,
            null,
            "node-1",
            T0.toString(),
            null,
            count,
            count,
            null,
            null,
            null,
            List.of(packages),
            parts,
            null,
            null));
    client.resource(report).createOr(item -> item.update());
    client.resource(report).updateStatus();
  }

  private String part(String node, ReportedPackage... packages) {
    String name = ImageReportPart.nameOf(REPORT, "node-1", 1);
    ImageReportPart part = new ImageReportPart();
    part.setMetadata(new ObjectMetaBuilder().withName(name).build());
    part.setSpec(new ImageReportPartSpec(REPORT, node, 1));
    part.setStatus(new ImageReportPartStatus(List.of(packages)));
    client.resource(part).create();
    return name;
  }

  private ImageReportView view() {
    return client.resources(ImageReportView.class).withName(REPORT).get();
  }

  private Optional<Verdict> verdict() {
    return verdicts.look().ofImage(view(), NO_GPL);
  }

  private static Target target() {
    FixedCluster cluster =
        FixedCluster.of(
            """
            # now: 2026-01-01T00:00:00Z
            kind: Node
            metadata: {name: node-1}
            ---
            kind: Pod
            metadata: {name: web-1, namespace: shop}
            spec: {nodeName: node-1, containers: [{name: app, image: "web:1"}]}
            status:
              containerStatuses: [{name: app, containerID: "containerd://1", state: {running: {}}}]
            ---
            kind: ImageScan
            metadata: {name: web, namespace: shop}
            spec: {selector: {}}
            """);
    return Selection.targets(cluster.scans().iterator().next(), cluster).findFirst().orElseThrow();
  }

  private void containerReport(String containerID, ReportedPackage... added) {
    ContainerReport report = new ContainerReport();
    report.setMetadata(new ObjectMetaBuilder().withNamespace("shop").withName("web-1.app").build());
    report.setSpec(new ContainerReportSpec("node-1", "uid", "app", containerID));
    report.setStatus(
        new ContainerReportStatus(
            State.INSPECTED,
            null,
            null,
            T0.toString(),
            null,
            new ContainerPackages(
                5, ContainerPackages.Source.CONTAINER, REPORT, List.of(added), added.length, 0),
            null,
            null,
            null,
            null));
    client.resource(report).create();
  }

  @Test
  void the_packages_of_a_report_and_of_its_parts_are_held_against_the_policy() {
    String part = part("node-1", found("perl", "GPL-2.0-only"), found("zlib", "Zlib"));
    report(4, List.of(part), found("bash", "GPL-3.0-only"), found("curl", "curl"));
    Verdict verdict = verdict().orElseThrow();
    assertEquals(4, verdict.packages());
    assertEquals(
        List.of("bash", "perl"),
        verdict.worst().stream().map(violation -> violation.subject().name()).toList());
    assertEquals(2, verdict.high());
    assertTrue(verdict.complete(), "all packages were looked at");
  }

  @Test
  void a_report_is_read_once_and_again_when_it_changes() {
    report(1, null, found("curl", "curl"));
    ImageReportView view = view();
    assertEquals(0, verdicts.look().ofImage(view, NO_GPL).orElseThrow().violations());
    client.resources(ImageReport.class).withName(REPORT).delete();
    assertEquals(
        0,
        verdicts.look().ofImage(view, NO_GPL).orElseThrow().violations(),
        "the same version of a report was read twice");
    report(1, null, found("bash", "GPL-3.0-only"));
    assertEquals(1, verdict().orElseThrow().violations());
  }

  @Test
  void each_policy_has_its_own_verdict() {
    report(1, null, found("bash", "GPL-3.0-only"));
    assertEquals(1, verdict().orElseThrow().violations());
    LicensePolicy all = new LicensePolicy(List.of("*"), null);
    assertEquals(0, verdicts.look().ofImage(view(), all).orElseThrow().violations());
  }

  @Test
  void without_one_of_its_parts_nothing_is_said_of_an_image_until_it_is_there() {
    String name = ImageReportPart.nameOf(REPORT, "node-1", 1);
    report(2, List.of(name), found("curl", "curl"));
    ReportVerdicts.Look look = verdicts.look();
    assertEquals(Optional.empty(), look.ofImage(view(), NO_GPL));
    assertTrue(look.again().isPresent(), "nobody would look at the image again");
    part("node-1", found("bash", "GPL-3.0-only"));
    assertEquals(1, verdict().orElseThrow().violations());
  }

  @Test
  void a_part_that_another_node_wrote_does_not_count() {
    String name = part("node-2", found("zlib", "Zlib"));
    report(2, List.of(name), found("curl", "curl"));
    assertEquals(Optional.empty(), verdict());
  }

  @Test
  void a_report_that_lists_fewer_packages_than_there_are_is_not_complete() {
    report(60_000, null, found("curl", "curl"));
    assertEquals(false, verdict().orElseThrow().complete());
  }

  @Test
  void packages_that_came_after_the_image_are_read_from_the_container_s_report() {
    containerReport("containerd://1", found("nmap", "GPL-2.0-only"));
    Verdict verdict = verdicts.look().ofAdded(target(), 1, T0, NO_GPL).orElseThrow();
    assertEquals(1, verdict.violations());
    assertTrue(verdict.complete(), "all packages were looked at");
  }

  @Test
  void a_report_of_an_earlier_container_or_another_inspection_does_not_count() {
    containerReport("containerd://0", found("nmap", "MIT"));
    assertEquals(Optional.empty(), verdicts.look().ofAdded(target(), 1, T0, NO_GPL));
    client.resources(ContainerReport.class).inNamespace("shop").delete();
    containerReport("containerd://1", found("nmap", "MIT"));
    assertEquals(Optional.empty(), verdicts.look().ofAdded(target(), 2, T0, NO_GPL));
  }

  @Test
  void an_api_server_that_refuses_leaves_the_verdict_open() {
    report(1, null, found("curl", "curl"));
    ImageReportView view = view();
    server.close();
    ReportVerdicts.Look look = verdicts.look();
    assertEquals(Optional.empty(), look.ofImage(view, NO_GPL));
    assertEquals(Optional.of(Duration.ofSeconds(20)), look.again());
  }
}
