package dev.imagescan.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnCluster
class ClusterIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final Cluster cluster;

  ClusterIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void delete_everything() {
    cluster.kubectl(
        "delete",
        "pod,service",
        "--selector=app",
        "--namespace=default",
        "--wait=true",
        "--timeout=50s");
  }

  @Test
  void all_nodes_are_ready(KubernetesClient client) {
    var readiness =
        client.nodes().list().getItems().stream()
            .flatMap(node -> node.getStatus().getConditions().stream())
            .filter(condition -> condition.getType().equals("Ready"))
            .map(condition -> condition.getStatus())
            .collect(Collectors.toSet());
    assertEquals(java.util.Set.of("True"), readiness, "what the nodes' conditions Ready say");
  }

  @Test
  void a_pod_on_one_node_reaches_a_service_whose_pod_is_on_another() {
    String image = cluster.use(TestImage.TINY);
    var nodes = cluster.nodes();
    var server = Pods.of("server", image, "nc", "-ll", "-p", "8080", "-e", "echo", "here I am");
    Pods.run(cluster, server.editSpec().withNodeName(nodes.getFirst()).endSpec());
    Pods.run(cluster, Pods.of("client", image).editSpec().withNodeName(nodes.getLast()).endSpec());
    cluster.kubectl(
        "expose", "pod", "server", "--port=80", "--target-port=8080", "--labels=app=server");
    String address =
        cluster.kubectl("get", "service", "server", "--output=jsonpath={.spec.clusterIP}");

    Waiting.until(
        "an answer from the service at " + address,
        SOON,
        () ->
            cluster
                .kubectlCommand("exec", "client", "--", "nc", "-w", "2", address, "80")
                .run()
                .out()
                .equals("here I am\n"));
  }

  @Test
  void a_pod_reaches_nothing_outside_the_cluster() {
    cluster.faults("look at the way out");
    Pods.run(cluster, Pods.of("prisoner", cluster.use(TestImage.TINY)));

    for (String address : new String[] {"192.0.2.1", "198.18.0.1"}) {
      var attempt =
          cluster.kubectlCommand("exec", "prisoner", "--", "nc", "-w", "2", address, "80").run();
      assertTrue(
          attempt.err().matches("(?s).*(No route to host|Network is unreachable).*"),
          "connecting to " + address + " ended thus: " + attempt.err());
    }
  }

  @Test
  void a_pod_in_a_user_namespace_runs() {
    var pod =
        Pods.of("userns", cluster.use(TestImage.TINY)).editSpec().withHostUsers(false).endSpec();
    Pods.run(cluster, pod);

    String[] map =
        cluster.kubectl("exec", "userns", "--", "cat", "/proc/self/uid_map").strip().split(" +");
    assertEquals("0", map[0], "the first id inside");
    assertNotEquals(
        "0", map[1], "the container's root is the machine's root: " + String.join(" ", map));
  }

  @Test
  void an_image_volume_shows_the_files_of_an_image() {
    var pod =
        Pods.of("volume", cluster.use(TestImage.TINY))
            .editSpec()
            .editFirstContainer()
            .addNewVolumeMount()
            .withName("other")
            .withMountPath("/other")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("other")
            .withNewImage("Never", cluster.use(TestImage.ALPINE))
            .endVolume()
            .endSpec();
    Pods.run(cluster, pod);

    assertEquals(
        "3.21.3\n", cluster.kubectl("exec", "volume", "--", "cat", "/other/etc/alpine-release"));
  }

  @Test
  void a_debian_container_knows_its_packages_by_dpkg() {
    Pods.run(cluster, Pods.of("debian", cluster.use(TestImage.DEBIAN)));

    String packages =
        cluster.kubectl(
            "exec", "debian", "--", "dpkg-query", "--show", "--showformat=${Package}\n");
    assertTrue(
        packages.lines().anyMatch("less"::equals),
        "no package of the second layer among " + packages);
    assertTrue(
        packages.lines().anyMatch("base-files"::equals),
        "no package of the first layer among " + packages);
  }

  @Test
  void a_container_that_is_killed_from_outside_is_started_again() {
    var faults = cluster.faults("kill a container");
    Pod pod = Pods.run(cluster, Pods.of("victim", cluster.use(TestImage.TINY)));
    String id = status(pod).getContainerID();
    assertEquals(1, faults.processes(id).size(), "processes of the container");

    faults.killContainer(id);

    Waiting.until("the container's restart", SOON, () -> status(get(pod)).getRestartCount() == 1);
  }

  @Test
  void a_removed_node_comes_back() {
    var faults = cluster.faults("remove a node");
    String node = cluster.nodes().getLast();

    faults.removeNode(node);
    assertFalse(cluster.nodes().contains(node), node + " is still there");

    faults.restoreNode(node);
    assertTrue(cluster.nodes().contains(node), node + " did not come back");
  }

  @Test
  void pods_outlive_the_api_server() {
    var faults = cluster.faults("kill the API server");
    Pod pod = Pods.run(cluster, Pods.of("survivor", cluster.use(TestImage.TINY)));

    faults.killApiServer();
    assertEquals(
        1, faults.processes(status(pod).getContainerID()).size(), "processes of the container");
    faults.startApiServer();

    cluster.kubectl("wait", "--for=condition=Ready", "pod/survivor", "--timeout=50s");
    assertEquals(0, status(get(pod)).getRestartCount(), "restarts of the container");
  }

  @Test
  void a_token_of_a_pod_names_its_node() {
    Pod pod = Pods.run(cluster, Pods.of("holder", cluster.use(TestImage.TINY)));
    try (var client = cluster.asPod(pod)) {
      var review = new io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview();
      var extra = client.resource(review).create().getStatus().getUserInfo().getExtra();
      assertEquals(
          java.util.List.of(pod.getSpec().getNodeName()),
          extra.get("authentication.kubernetes.io/node-name"),
          "node of the token");
    }
  }

  private Pod get(Pod pod) {
    return cluster.client().resource(pod).get();
  }

  private static ContainerStatus status(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }
}
