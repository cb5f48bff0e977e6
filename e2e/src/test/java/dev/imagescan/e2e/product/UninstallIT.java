package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    Command.Result result = uninstall(120);
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

    Command.Result result = uninstall(30);

    assertEquals(0, result.exit(), "exit code; the user sees: " + result.err());
    assertTrue(
        result.err().contains("the operator did not remove these"),
        "the user is not told what the operator left: " + result.err());
    assertEquals(List.of(), Remains.installed(cluster), "left in the cluster");
  }

  private Command.Result uninstall(int patience) {
    String script = Product.checkout().resolve("deploy/uninstall").toString();
    var environment =
        Map.of(
            "KUBECTL",
            String.join(" ", cluster.kubectlPrefix()),
            "PATIENCE",
            Integer.toString(patience));
    return new Command(List.of(script), environment, Duration.ofMinutes(5)).run();
  }
}
