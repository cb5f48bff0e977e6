package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicenseEvidence;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An image of five layers: its report tells which layer brought each package, and says the same
 * wherever the image is read from. What a container has beyond its image is told of it alone.
 */
@OnCluster
class LayersIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPACE = "layers";
  private static final String PIP = "/usr/local/lib/python3.11/dist-packages/";

  private static final List<String> COMMANDS =
      List.of(
          "ADD rootfs.tar /",
          "RUN apt-get install -y python3-yaml",
          "RUN pip install idna requests",
          "RUN rm -rf idna",
          "COPY --link app /opt/app");

  /** Layer, type, name, version, licence, other names. */
  private static final List<String> PACKAGES =
      List.of(
          "0 deb base-files 12.4+deb12u5 GPL-2.0-or-later []",
          "0 deb busybox-static 1:1.35.0-4+b7 GPL-2.0-only []",
          "1 deb libc6 2.36-9+deb12u7 LGPL-2.1-or-later []",
          "1 deb python3-yaml 6.0-3+b2 MIT [pkg:pypi/pyyaml@6.0]",
          "4 npm minimist 1.2.8 MIT []",
          "4 npm nanoid 5.0.4 MIT []",
          "2 pypi requests 2.31.0 Apache-2.0 []");

  /** In no layer: it came after all of them. */
  private static final ReportedPackage HUMANIZE =
      new ReportedPackage(
          "pypi", "humanize", "4.9.0", null, null, "MIT", LicenseEvidence.DECLARED, null, null);

  private static Scanned space;
  private static ImageReport fromUserNamespace;
  private static ImageReport report;

  @TempDir private Path directory;
  private final Cluster cluster;

  LayersIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Each pod is once the only one from which the image can be read. What the plain one has changed
   * by then is not its image's.
   */
  @BeforeAll
  static void read_the_image_from_either_pod(Cluster cluster) {
    Product.on(cluster);
    space = Scanned.space(cluster, SPACE);
    run(space);
    fromUserNamespace = scanOnly("userns");
    space.deleteScan();
    Waiting.until(
        "the end of the report, so that the image is read again",
        Product.SOON,
        () -> cluster.client().resource(fromUserNamespace).get() == null);
    change(space, "plain");
    report = scanOnly("plain");
  }

  private static void run(Scanned where) {
    Cluster cluster = where.cluster();
    String image = cluster.use(TestImage.FIVE_LAYERS);
    String pods =
        Workloads.pod("plain", image, "hostUsers: true")
            + "---\n"
            + Workloads.pod("userns", image, "hostUsers: false");
    cluster.kubectlCommand("apply", "-n", where.namespace(), "-f", "-").run(pods).orThrow();
    cluster.kubectl(
        "wait", "pods", "--all", "-n", where.namespace(), "--for=condition=Ready", "--timeout=50s");
  }

  /** Puts a package into the running pod, and takes another one away. */
  private static void change(Scanned where, String pod) {
    String folder = PIP + "humanize-4.9.0.dist-info";
    String metadata = "Metadata-Version: 2.1\\nName: humanize\\nVersion: 4.9.0\\nLicense: MIT\\n";
    String script =
        "mkdir %s && printf '%s' > %s/METADATA && rm -r %srequests-2.31.0.dist-info"
            .formatted(folder, metadata, folder, PIP);
    where.cluster().kubectl("exec", "-n", where.namespace(), pod, "--", "/bin/sh", "-c", script);
  }

  private static ImageReport scanOnly(String pod) {
    Workloads.apply(
        space.cluster(), SPACE, "all", "selector: {matchLabels: {app: %s}}".formatted(pod));
    space.awaitInspected(1);
    String name = packages(space, pod).imageReport();
    return space.cluster().client().resources(ImageReport.class).withName(name).get();
  }

  /** What the pod's report says of its packages. */
  private static ContainerPackages packages(Scanned where, String pod) {
    String name = ContainerReport.nameOf(pod, "main");
    return where.reports().stream()
        .filter(found -> found.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no ContainerReport " + name))
        .getStatus()
        .packages();
  }

  @AfterAll
  static void delete() {
    space.delete();
  }

  @Test
  void layers_are_those_of_the_images_configuration_each_with_its_command() throws Exception {
    List<ReportedLayer> layers = report.getStatus().layers();
    assertAll(
        () -> assertEquals(null, report.getStatus().layersUnknown()),
        () -> assertEquals(diffIDs(), layers.stream().map(ReportedLayer::diffID).toList()),
        () -> assertEquals(COMMANDS, layers.stream().map(ReportedLayer::createdBy).toList()),
        () ->
            assertEquals(
                List.of(2, 2, 1, 0, 2), layers.stream().map(ReportedLayer::packages).toList()));
  }

  private static List<String> diffIDs() throws Exception {
    JsonNode ids =
        ArchivedImage.configuration(TestImage.FIVE_LAYERS.tar()).get("rootfs").get("diff_ids");
    return ids.valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void each_package_has_the_layer_that_brought_it_and_removed_ones_are_gone() {
    ImageReportStatus status = report.getStatus();
    assertEquals(
        PACKAGES,
        status.packages().stream()
            .map(
                found ->
                    "%d %s %s %s %s %s"
                        .formatted(
                            found.layer(),
                            found.type(),
                            found.name(),
                            found.version(),
                            found.license(),
                            Objects.requireNonNullElse(found.also(), List.of())))
            .toList());
    assertEquals(null, status.problems());
  }

  @Test
  void a_container_in_a_user_namespace_gives_the_same_report() {
    String own = cluster.kubectl("exec", "-n", SPACE, "userns", "--", "cat", "/proc/self/uid_map");
    assertNotEquals("0", own.strip().split("\\s+")[1], "the pod has no user namespace: " + own);
    assertEquals(content(report), content(fromUserNamespace));
  }

  /** The report without when and where it was written. */
  private static String content(ImageReport report) {
    ObjectNode status = JSON.valueToTree(report.getStatus());
    return status.without(List.of("time", "nodeName")).toPrettyString();
  }

  @Test
  void the_images_archive_gives_the_same_report_on_the_command_line() throws Exception {
    JsonNode archive =
        new CommandLine(cluster.kubeconfig())
            .json("inspect", "--image", TestImage.FIVE_LAYERS.tar().toString(), "-o", "json");
    assertSame(archive);
  }

  @Test
  void the_command_line_writes_the_same_of_what_the_cluster_holds() throws Exception {
    JsonNode stored =
        new CommandLine(cluster.kubeconfig())
            .json("report", "image/" + report.getSpec().digest(), "-o", "json");
    assertSame(stored);
  }

  private static void assertSame(JsonNode inspection) throws Exception {
    JsonNode layers = inspection.path("layers");
    assertEquals("debian", inspection.at("/distribution/id").asText());
    assertEquals(diffIDs(), layers.valueStream().map(l -> l.path("diffID").asText()).toList());
    assertEquals(COMMANDS, layers.valueStream().map(l -> l.path("createdBy").asText()).toList());
    assertEquals(
        PACKAGES, inspection.path("packages").valueStream().map(LayersIT::described).toList());
    assertEquals(0, inspection.path("problems").size(), "problems: " + inspection.get("problems"));
  }

  private static String described(JsonNode found) {
    return "%s %s %s %s %s %s"
        .formatted(
            found.path("layer").asText(),
            found.path("type").asText(),
            found.path("name").asText(),
            found.path("version").asText(),
            found.at("/license/expression").asText(),
            found.path("also").valueStream().map(JsonNode::asText).toList());
  }

  @Test
  void who_may_view_the_namespace_gets_the_report_in_every_format() {
    CommandLine viewer = CommandLine.ofViewer(cluster, SPACE, directory);
    String table = viewer.run(scanAs("table"));
    JsonNode spdx = viewer.json(scanAs("spdx-json"));
    String page = viewer.run(scanAs("html"));
    String image = viewer.run("report", "image/" + report.getSpec().digest());
    assertAll(
        () -> assertTrue(table.contains("python3-yaml"), table),
        () -> assertTrue(image.contains("python3-yaml"), image),
        () -> assertEquals("SPDX-2.3", spdx.path("spdxVersion").asText()),
        () ->
            assertTrue(
                spdx.path("packages").findValuesAsText("name").contains("nanoid"),
                "packages of the document: " + spdx.path("packages").findValuesAsText("name")),
        () -> assertTrue(page.startsWith("<!DOCTYPE html>"), page.substring(0, 100)),
        () -> assertTrue(page.contains("RUN pip install idna requests"), "no layers in the page"));
  }

  private static String[] scanAs(String format) {
    return new String[] {"report", "imagescan/all", "-n", SPACE, "-o", format};
  }

  @ParameterizedTest
  @CsvSource({"plain, userns", "userns, plain"})
  void a_package_that_came_into_a_running_container_is_told_of_it_alone(String pod, String other) {
    Scanned own = Scanned.space(cluster, SPACE + "-" + pod);
    try {
      run(own);
      own.scan().awaitInspected(2);
      assertAll(
          () -> assertAsInImage(packages(own, pod)), () -> assertAsInImage(packages(own, other)));
      change(own, pod);
      own.deleteScan();
      Waiting.until("the end of the reports", Product.SOON, () -> own.reportCount() == 0);
      own.scan().awaitInspected(2);
      assertAll(
          () -> assertChanged(packages(own, pod)), () -> assertAsInImage(packages(own, other)));
    } finally {
      own.delete();
    }
  }

  private static void assertAsInImage(ContainerPackages packages) {
    assertEquals(
        new ContainerPackages(
            null, ContainerPackages.Source.IMAGE, report.getMetadata().getName(), null, null, null),
        packages);
  }

  private static void assertChanged(ContainerPackages packages) {
    assertEquals(
        new ContainerPackages(
            PACKAGES.size(),
            ContainerPackages.Source.CONTAINER,
            report.getMetadata().getName(),
            List.of(HUMANIZE),
            1,
            1),
        packages);
  }
}
