package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much etcd holds for a scan of thirty ordinary pods, as etcd itself tells. */
@OnCluster
class BudgetIT {

  private static final String SPACE = "budget";
  private static final int OF_EACH = 5;
  private static final int PODS = 30;
  private static final int CONTAINERS = 40;

  private static final int MOST_OF_A_CONTAINER = 2 << 10;
  private static final int MOST_OF_A_SCAN = 64 << 10;
  private static final int MOST_OF_A_PACKAGE = 120;

  /** Names, times and layers, which every image's report has. */
  private static final int MOST_OF_AN_EMPTY_REPORT = 1 << 10;

  /** Below these an image's report is mostly what is the same for every image. */
  private static final int MANY_PACKAGES = 80;

  private static final String REGISTRY = "/registry/imagescan.dev/";

  private static Scanned scanned;

  private final Cluster cluster;

  BudgetIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void run_and_scan(Cluster cluster) throws IOException {
    cluster.faults("ask etcd how much it holds");
    Product.on(cluster);
    scanned = Scanned.space(cluster, SPACE);
    cluster.kubectl("create", "configmap", "settings", "-n", SPACE, "--from-literal=level=info");
    cluster.kubectl(
        "create", "secret", "generic", "password", "-n", SPACE, "--from-literal=password=secret");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pods(cluster)).orThrow();
    cluster
        .kubectlCommand(
            "wait", "pods", "--all", "-n", SPACE, "--for=condition=Ready", "--timeout=170s")
        .within(Duration.ofSeconds(180))
        .run()
        .orThrow();
    scanned.scan().awaitInspected(CONTAINERS);
  }

  @AfterAll
  static void clean() {
    if (scanned != null) {
      scanned.delete();
    }
  }

  private static String pods(Cluster cluster) throws IOException {
    try (InputStream yaml = BudgetIT.class.getResourceAsStream("/budget/pods.yaml")) {
      String six =
          new String(yaml.readAllBytes(), StandardCharsets.UTF_8)
              .replace("DEBIAN", cluster.use(TestImage.DEBIAN))
              .replace("ALPINE", cluster.use(TestImage.ALPINE))
              .replace("TINY", cluster.use(TestImage.TINY));
      return IntStream.range(0, OF_EACH)
          .mapToObj(number -> six.replace("NUMBER", "x%04d".formatted(number)))
          .collect(Collectors.joining("---\n"));
    }
  }

  private Map<String, Integer> stored(String resource) {
    Map<String, Integer> bytes = cluster.faults("ask etcd").storedBytes(REGISTRY + resource + "/");
    System.out.printf("etcd holds of %s: %s%n", resource, bytes);
    return bytes;
  }

  @Test
  void a_report_of_an_ordinary_container_is_no_more_than_2_KiB() {
    Map<String, Integer> reports = stored("containerreports/" + SPACE);
    assertEquals(CONTAINERS, reports.size(), "reports of " + PODS + " pods");
    assertWithin(MOST_OF_A_CONTAINER, reports);
    assertTrue(
        scanned.reports().stream()
            .map(report -> report.getStatus())
            .allMatch(
                status ->
                    status.packages() != null
                        && status.defaultMounts() != null
                        && status.drift() != null
                        && status.containment() != null),
        "a report lacks something that was to be inspected");
  }

  @Test
  void the_scan_is_no_more_than_64_KiB() {
    assertWithin(MOST_OF_A_SCAN, stored("imagescans/" + SPACE));
  }

  /** Expressions of Debian's licences are several times as long as all else that is told. */
  @Test
  void a_report_of_an_image_is_no_more_than_120_bytes_a_package_beside_their_licences() {
    Map<String, Integer> stored = stored("imagereports");
    int large = 0;
    for (ImageReport report : cluster.client().resources(ImageReport.class).list().getItems()) {
      int packages = report.getStatus().packageCount();
      if (packages >= MANY_PACKAGES) {
        large++;
        int whole = stored.get(report.getMetadata().getName());
        int licenses = bytes(report.getStatus()) - bytes(withoutLicenses(report.getStatus()));
        System.out.printf(
            "%d packages: %d bytes, of which licences take %d%n", packages, whole, licenses);
        assertTrue(
            whole - licenses <= packages * MOST_OF_A_PACKAGE + MOST_OF_AN_EMPTY_REPORT,
            "%d packages take %d bytes beside their licences"
                .formatted(packages, whole - licenses));
      }
    }
    assertEquals(1, large, "images of that many packages, of " + stored);
  }

  private static ImageReportStatus withoutLicenses(ImageReportStatus all) {
    List<ReportedPackage> packages =
        all.packages().stream()
            .map(
                each ->
                    new ReportedPackage(
                        each.type(),
                        each.name(),
                        each.version(),
                        each.architecture(),
                        each.source(),
                        null,
                        null,
                        each.layer(),
                        each.also()))
            .toList();
    return new ImageReportStatus(
        all.state(),
        all.reason(),
        all.message(),
        all.nodeName(),
        all.time(),
        all.distribution(),
        all.packageCount(),
        all.licensedCount(),
        null,
        all.layers(),
        all.layersUnknown(),
        packages,
        all.continuedIn(),
        all.problems(),
        all.truncated());
  }

  private static int bytes(ImageReportStatus status) {
    return new KubernetesSerialization().asJson(status).getBytes(StandardCharsets.UTF_8).length;
  }

  private static void assertWithin(int most, Map<String, Integer> bytes) {
    assertTrue(!bytes.isEmpty(), "etcd holds nothing of them");
    List<String> larger =
        bytes.entrySet().stream()
            .filter(object -> object.getValue() > most)
            .map(object -> object.getKey() + " with " + object.getValue() + " bytes")
            .toList();
    assertEquals(List.of(), larger, "larger than " + most + " bytes");
  }
}
