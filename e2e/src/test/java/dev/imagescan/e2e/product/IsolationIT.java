package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a scan of one namespace shows of another, and what someone with every right in one namespace
 * can make the agents look at: nothing.
 */
@OnCluster
class IsolationIT {

  private static final String TENANT = "isolation-tenant";
  private static final String VICTIM = "isolation-victim";

  private final Cluster cluster;
  private final KubernetesClient client;

  IsolationIT(Cluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
  }

  @BeforeAll
  static void two_namespaces(Cluster cluster) {
    Product.on(cluster);
    for (String space : List.of(TENANT, VICTIM)) {
      Workloads.space(cluster, space);
    }
    run(cluster, TENANT, "own", cluster.use(TestImage.TINY));
    run(cluster, VICTIM, "treasure", cluster.use(TestImage.ALPINE));
    cluster.kubectl(
        "create", "role", "everything", "-n", TENANT, "--verb=*", "--resource=*.*,pods/status");
    cluster.kubectl(
        "create", "rolebinding", "tenant", "-n", TENANT, "--role=everything", "--user=tenant");
  }

  @AfterAll
  static void clean(Cluster cluster) {
    Workloads.deleteSpace(cluster, TENANT);
    Workloads.deleteSpace(cluster, VICTIM);
  }

  private static void run(Cluster cluster, String space, String name, String image) {
    String pod = Workloads.pod(name, image, "hostUsers: true");
    cluster.kubectlCommand("apply", "-n", space, "-f", "-").run(pod).orThrow();
    cluster.kubectl("wait", "pod/" + name, "-n", space, "--for=condition=Ready", "--timeout=50s");
  }

  @Test
  void the_status_of_a_scan_shows_nothing_of_another_namespace() {
    Workloads.apply(cluster, TENANT, "all", "selector: {}");
    Workloads.awaitReady(cluster, TENANT, "all");
    ImageScan scan = client.resources(ImageScan.class).inNamespace(TENANT).withName("all").get();
    assertEquals(1, scan.getStatus().containers().matched());
    String status = Serialization.asYaml(scan.getStatus());
    for (String secret : List.of(VICTIM, "treasure", TestImage.ALPINE.reference())) {
      assertFalse(status.contains(secret), secret + " shows in:\n" + status);
    }
  }

  @Test
  void forged_objects_make_no_agent_look_elsewhere() {
    Pod treasure = client.pods().inNamespace(VICTIM).withName("treasure").get();
    try (KubernetesClient tenant = cluster.as("tenant", "system:authenticated")) {
      tenant.resource(forgedPlan(treasure)).create();
      tenant.resource(forgedReport(treasure)).create();
      Workloads.apply(cluster, TENANT, "forged", "selector: {}\nrescanInterval: 1m");
      Workloads.awaitReady(cluster, TENANT, "forged");
    }
    assertEquals(
        List.of(),
        client.resources(ContainerReport.class).inNamespace(VICTIM).list().getItems(),
        "reports about the other namespace");
    ImageScan scan = client.resources(ImageScan.class).inNamespace(TENANT).withName("forged").get();
    assertTrue(
        scan.getStatus().topImages().stream()
            .noneMatch(top -> top.image().equals(TestImage.ALPINE.reference())),
        "the scan tells of the other namespace's image: " + scan.getStatus().topImages());
  }

  private static NodeScan forgedPlan(Pod treasure) {
    ContainerStatus container = treasure.getStatus().getContainerStatuses().getFirst();
    NodeScan plan = new NodeScan();
    plan.setMetadata(
        new ObjectMetaBuilder()
            .withName(treasure.getSpec().getNodeName())
            .withNamespace(TENANT)
            .build());
    plan.setSpec(
        new NodeScanSpec(
            List.of(
                new PlannedContainer(
                    TENANT,
                    "own",
                    treasure.getMetadata().getUid(),
                    "main",
                    container.getContainerID(),
                    null,
                    List.of(Inspection.values()),
                    null)),
            List.of()));
    return plan;
  }

  private static ContainerReport forgedReport(Pod treasure) {
    ContainerReport report = new ContainerReport();
    report.setMetadata(
        new ObjectMetaBuilder().withName("treasure.main").withNamespace(TENANT).build());
    report.setSpec(
        new ContainerReportSpec(
            treasure.getSpec().getNodeName(),
            treasure.getMetadata().getUid(),
            "main",
            treasure.getStatus().getContainerStatuses().getFirst().getContainerID()));
    return report;
  }
}
