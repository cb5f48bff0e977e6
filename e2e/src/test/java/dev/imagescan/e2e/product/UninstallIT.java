package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code deploy/uninstall} leaves nothing of the product, and everything else as it was. */
@OnCluster
class UninstallIT {

  private static final String CLUSTER_SCAN =
      """
      apiVersion: imagescan.dev/v1alpha1
      kind: ClusterImageScan
      metadata: {name: uninstall}
      spec:
        namespaceSelector:
          matchExpressions:
            - {key: kubernetes.io/metadata.name, operator: In, values: [uninstall-one, uninstall-two]}
        selector: {}
      """;

  private final Cluster cluster;
  private Scanned one;
  private Scanned two;

  UninstallIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void scan_two_namespaces_and_the_cluster() {
    Product.on(cluster);
    one = Scanned.space(cluster, "uninstall-one").run(cluster.use(TestImage.TINY), 2).scan();
    two = Scanned.space(cluster, "uninstall-two").run(cluster.use(TestImage.ALPINE), 2).scan();
    cluster.kubectlCommand("apply", "-f", "-").run(CLUSTER_SCAN).orThrow();
    one.awaitInspected(2);
    two.awaitInspected(2);
    cluster.kubectl("wait", "clusterimagescan/uninstall", "--for=condition=Ready", "--timeout=50s");
  }

  @AfterEach
  void clean() {
    one.delete();
    two.delete();
  }

  @Test
  void nothing_of_ours_is_left_and_the_scanned_pods_run_on() {
    Instant start = Instant.now();
    Command.Result result = new Product(cluster).uninstall(120);
    System.out.printf(
        "uninstalled in %.1f s:%n%s",
        Duration.between(start, Instant.now()).toMillis() / 1000.0, result.out());
    assertAll(
        () -> assertEquals(0, result.exit(), "exit code; the user sees: " + result.err()),
        () -> assertEquals("", result.err(), "what the user sees as errors"),
        () ->
            assertTrue(
                result.out().endsWith("nothing of ImageScan is left in the cluster\n"),
                "the last line of: " + result.out()),
        () -> assertEquals(List.of(), Remains.installed(cluster), "left in the cluster"),
        () -> assertEquals(2, one.pods().size(), "pods that were scanned and run on"),
        () -> assertEquals(2, two.pods().size(), "pods that were scanned and run on"));
  }

  @Test
  void without_an_operator_that_clears_up_all_goes_nevertheless() {
    cluster.kubectl("delete", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    Waiting.until(
        "no agents",
        Product.SOON,
        () -> Remains.made(cluster).stream().noneMatch(name -> name.startsWith("pods/")));

    Command.Result result = new Product(cluster).uninstall(30);

    assertEquals(0, result.exit(), "exit code; the user sees: " + result.err());
    assertTrue(
        result.err().contains("the operator did not remove these"),
        "the user is not told what the operator left: " + result.err());
    assertEquals(List.of(), Remains.installed(cluster), "left in the cluster");
  }

  @Test
  void without_an_operator_a_scan_that_injects_goes_as_well_and_its_carriers_are_named() {
    cluster.kubectl("delete", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    cluster.kubectl("wait", "pods", "--all", "-n", Product.NAMESPACE, "--for=delete");
    hold("imagescan.dev/injection");
    Workloads.runCarrierOfNobody(cluster, "uninstall-one");

    Command.Result result = new Product(cluster).uninstall(15);

    namesTheCarrier(result);
    assertEquals(List.of(), Remains.installed(cluster), "left in the cluster");
  }

  @Test
  void while_a_carrier_is_held_the_operator_stays_to_finish_unless_told_to_go() {
    Workloads.runCarrierOfNobody(cluster, "uninstall-one");

    Command.Result result = new Product(cluster).uninstall(20);

    assertAll(
        () -> assertEquals(1, result.exit(), "exit code with: " + result.err()),
        () ->
            assertTrue(
                result.err().startsWith("stopped: what was injected is still in use after 20 s"),
                "what the user sees: " + result.err()),
        () -> assertTrue(result.err().contains("holds-a-volume"), result.err()),
        () -> assertEquals(2, new Product(cluster).pods("operator").size(), "operators"));
    namesTheCarrier(new Product(cluster).uninstall(10, "--force"));
    assertEquals(List.of(), Remains.installed(cluster), "left in the cluster");
  }

  private void hold(String finalizer) {
    String patch = "{\"metadata\":{\"finalizers\":[\"" + finalizer + "\"]}}";
    for (var scan :
        cluster
            .client()
            .resources(ImageScan.class)
            .inNamespace("uninstall-one")
            .list()
            .getItems()) {
      cluster.client().resource(scan).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }
  }

  private static void namesTheCarrier(Command.Result result) {
    assertAll(
        () -> assertEquals(1, result.exit(), "exit code with: " + result.err()),
        () ->
            assertTrue(
                result.err().contains("because running containers may have their volumes mounted"),
                "why it is left: " + result.err()),
        () -> assertTrue(result.err().contains("holds-a-volume"), "its name: " + result.err()));
  }
}
