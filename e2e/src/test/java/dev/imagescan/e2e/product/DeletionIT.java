package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is deleted, and in whatever order: nothing is stuck, and no report is left behind. */
@OnCluster
class DeletionIT {

  private static final Duration NAMESPACE_GOES = Duration.ofSeconds(60);

  private static Product product;

  private final Cluster cluster;
  private Scanned one;
  private Scanned two;

  DeletionIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(Cluster cluster) {
    product = Product.on(cluster);
  }

  @BeforeEach
  void scan_two_namespaces() {
    one = Scanned.space(cluster, "deletion-one").run(cluster.use(TestImage.TINY), 3).scan();
    two = Scanned.space(cluster, "deletion-two").run(cluster.use(TestImage.ALPINE), 2).scan();
    one.awaitInspected(3);
    two.awaitInspected(2);
  }

  @AfterEach
  void clean() {
    one.delete();
    two.delete();
    product.install();
    Remains.awaitNothingMade(cluster);
  }

  @Test
  void with_a_scan_go_its_reports_and_with_the_last_one_the_agents_and_all_that_they_made() {
    one.deleteScan();
    Waiting.until("the end of its reports", Product.SOON, () -> one.reportCount() == 0);
    two.awaitOneReportEach();
    two.awaitInspected(2);

    two.deleteScan();
    Duration took = Remains.awaitNothingMade(cluster);
    System.out.printf("last scan deleted: nothing left after %.1f s%n", took.toMillis() / 1000.0);
    assertEquals(3, one.pods().size(), "the pods that were scanned");
  }

  @Test
  void a_namespace_with_a_scan_goes_at_once() {
    Instant start = Instant.now();
    one.delete();
    Duration took = Duration.between(start, Instant.now());
    System.out.printf("namespace with a scan deleted in %.1f s%n", took.toMillis() / 1000.0);
    assertTrue(took.compareTo(NAMESPACE_GOES) < 0, "the namespace took " + took);
    two.awaitOneReportEach();
    assertEquals(List.of(), finalizers(), "finalizers on objects of ours");
  }

  private List<String> finalizers() {
    return Remains.made(cluster).stream()
        .filter(name -> name.contains(".imagescan.dev/"))
        .map(name -> name.split("/"))
        .map(name -> finalizers(name[0]))
        .filter(found -> !found.isBlank())
        .toList();
  }

  private String finalizers(String kind) {
    return cluster.kubectl(
        "get", kind, "--all-namespaces", "--output=jsonpath={.items[*].metadata.finalizers}");
  }

  @Test
  void without_the_operator_the_agents_go_and_nothing_is_held_up() {
    cluster.kubectl("delete", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    Waiting.until(
        "the end of operators and agents",
        Product.SOON,
        () -> product.pods("operator").isEmpty() && product.pods("agent").isEmpty());

    Instant start = Instant.now();
    one.deleteScan();
    one.delete();
    System.out.printf(
        "without an operator: scan and namespace deleted in %.1f s%n",
        Duration.between(start, Instant.now()).toMillis() / 1000.0);

    two.scale(4);
    product.install();
    two.awaitInspected(4);
    two.awaitOneReportEach();
  }
}
