package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Someone with every right in a namespace cannot say that a pod there runs another container or
 * image than it does.
 */
@OnCluster
class PodStatusPolicyIT {

  private static final String SPACE = "pod-status-policy";
  private static final String OWNER = "owner-of-pod-status-policy";

  private final Cluster cluster;

  PodStatusPolicyIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void run_a_pod_in_somebodys_namespace(Cluster cluster) {
    Product.on(cluster);
    Workloads.space(cluster, SPACE);
    cluster.kubectl("create", "role", "all", "-n", SPACE, "--verb=*", "--resource=*.*");
    cluster.kubectl("create", "role", "status", "-n", SPACE, "--verb=*", "--resource=pods/status");
    cluster.kubectl("create", "rolebinding", "all", "-n", SPACE, "--role=all", "--user=" + OWNER);
    cluster.kubectl(
        "create", "rolebinding", "status", "-n", SPACE, "--role=status", "--user=" + OWNER);
    String pod = Workloads.pod("pod", cluster.use(TestImage.TINY), "");
    cluster.kubectlCommand("apply", "-n", SPACE, "-f", "-").run(pod).orThrow();
    cluster.kubectl("wait", "pod/pod", "-n", SPACE, "--for=condition=Ready", "--timeout=50s");
  }

  @AfterAll
  static void remove(Cluster cluster) {
    Workloads.deleteSpace(cluster, SPACE);
  }

  @Test
  void neither_the_container_nor_the_image_of_a_status_can_be_changed() {
    try (var owner = cluster.as(OWNER)) {
      assertAll(
          () ->
              refused(
                  owner,
                  "imageID",
                  status -> status.setImageID("registry.test/other@sha256:" + "0".repeat(64))),
          () ->
              refused(
                  owner,
                  "containerID",
                  status -> status.setContainerID("containerd://" + "0".repeat(64))),
          () -> refused(owner, "name", status -> status.setName("another")));
    }
  }

  @Test
  void the_rest_of_a_status_is_still_theirs_to_change() {
    try (var owner = cluster.as(OWNER)) {
      owner
          .pods()
          .inNamespace(SPACE)
          .withName("pod")
          .editStatus(
              pod ->
                  pod.edit()
                      .editStatus()
                      .addNewCondition()
                      .withType("example.com/Fed")
                      .withStatus("True")
                      .endCondition()
                      .endStatus()
                      .build());
    }
  }

  private static void refused(
      KubernetesClient owner, String what, Consumer<ContainerStatus> change) {
    var pod = owner.pods().inNamespace(SPACE).withName("pod");
    UnaryOperator<Pod> forge =
        original -> {
          change.accept(original.getStatus().getContainerStatuses().getFirst());
          return original;
        };
    var refusal =
        assertThrows(
            KubernetesClientException.class,
            () -> pod.editStatus(forge),
            "the API server took another " + what);
    assertTrue(
        refusal.getMessage().contains("only the kubelet may say"),
        "no reason for another " + what + " in: " + refusal.getMessage());
  }
}
