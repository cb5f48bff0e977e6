package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A pod that is inspected every minute: what that costs before and after it installs something. */
@OnCluster
class RereadIT {

  private static final String SPACE = "reread";
  private static final String INSTALL =
      "printf 'P:later\\nV:1.0-r0\\nA:x86_64\\nL:MIT\\n\\n' >> /lib/apk/db/installed";

  private static Product product;
  private static Scanned scanned;
  private static double readBefore;

  private final Cluster cluster;

  RereadIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void scan(Cluster cluster) {
    product = Product.on(cluster);
    scanned = Scanned.space(cluster, SPACE);
    String pod = Workloads.pod("app", cluster.use(TestImage.ALPINE), "hostUsers: true");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pod).orThrow();
    scanned.scan("rescanInterval: 1m").awaitInspected(1);
    // Not before: agents of an earlier scan may be leaving.
    readBefore = read("container");
  }

  @AfterAll
  static void clean() {
    scanned.delete();
  }

  private static double read(String source) {
    return product.metric(
        "agent", 8081, "imagescan_containers_read_total{source=\"" + source + "\"}");
  }

  @Test
  void a_container_is_read_again_once_it_has_changed_a_package_database_and_not_before() {
    double known = read("image");
    Waiting.until("another inspection", Scanned.IN_TIME, () -> read("image") > known);
    assertEquals(readBefore, read("container"), "reads of a container that changed nothing");
    assertEquals(ContainerPackages.Source.IMAGE, packages().source());

    cluster.kubectl("exec", "-n", SPACE, "app", "--", "/bin/sh", "-euc", INSTALL);
    Waiting.until(
        "the package that was installed",
        Scanned.IN_TIME,
        () -> packages().source() == ContainerPackages.Source.CONTAINER);
    assertEquals(1, packages().addedCount(), "added packages");
    assertEquals(readBefore + 1, read("container"), "reads of the container");
  }

  private static ContainerPackages packages() {
    return scanned.reports().getFirst().getStatus().packages();
  }
}
