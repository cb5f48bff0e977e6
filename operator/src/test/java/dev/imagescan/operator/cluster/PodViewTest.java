package dev.imagescan.operator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodViewTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  private static final DeclaredSecurity NOTHING =
      new DeclaredSecurity(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  private static String pod(int number) {
    String id = "%064x".formatted(number);
    return """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "web-%d", "namespace": "shop-%d", "uid": "%s",
           "resourceVersion": "%d", "labels": {"app": "web", "pod-template-hash": "5d4f8c7b9"},
           "annotations": {"a": "%s"}, "managedFields": [{"manager": "kubelet"}]},
         "spec": {"nodeName": "node-%d",
           "containers": [{"name": "app", "image": "registry.example/shop/web:1.27"},
             {"name": "done", "image": "job"}]},
         "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
           "containerStatuses": [
             {"name": "app", "containerID": "containerd://%s", "image": "other/name:9",
              "imageID": "registry.example/shop/web@sha256:%s",
              "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}},
             {"name": "done", "containerID": "containerd://%s", "image": "job",
              "imageID": "sha256:%s", "state": {"terminated": {"exitCode": 0}}}],
           "ephemeralContainerStatuses": [{"name": "soon", "state": {"waiting": {}}}]}}
        """
        .formatted(
            number,
            number % 100,
            id.substring(0, 36),
            number,
            "x".repeat(500),
            number % 500,
            id,
            HEX,
            id,
            HEX);
  }

  @Test
  void a_pod_is_read_down_to_its_running_containers() {
    PodView view = Serialization.unmarshal(pod(7), PodView.class);
    assertEquals("shop-7", view.namespace());
    assertEquals("web-7", view.name());
    assertEquals("node-7", view.nodeName());
    assertEquals(Map.of("app", "web", "pod-template-hash", "5d4f8c7b9"), view.labels());
    assertTrue(view.ready());
    assertEquals(
        List.of(
            new ContainerView(
                "app",
                "containerd://%064x".formatted(7),
                "registry.example/shop/web:1.27",
                "sha256:" + HEX,
                NOTHING)),
        view.containers());
    assertEquals("7", view.getMetadata().getResourceVersion());
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @CsvSource({
    "registry.example/web@sha256:HEX, sha256:HEX",
    "docker-pullable://registry.example/web@sha256:HEX, sha256:HEX",
    "docker://sha256:HEX, sha256:HEX",
    "sha256:HEX, sha256:HEX",
    "registry.example/web:1, ",
    "sha256:HEX0, ",
    "sha256:../../x, ",
    ", ",
  })
  void the_digest_is_what_the_runtime_says_of_the_image(String imageID, String digest) {
    assertEquals(
        Optional.ofNullable(digest).map(d -> d.replace("HEX", HEX)),
        PodParts.digest(imageID == null ? null : imageID.replace("HEX", HEX)));
  }

  @Test
  void a_pod_without_a_status_has_no_containers() {
    PodView view =
        Serialization.unmarshal(
            "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"new\", \"namespace\": \"shop\"}}",
            PodView.class);
    assertEquals(List.of(), view.containers());
    assertEquals(Map.of(), view.labels());
  }

  @Test
  void twenty_thousand_pods_take_less_than_a_kilobyte_each() {
    int count = 20_000;
    List<PodView> kept = new ArrayList<>(count);
    kept.add(Serialization.unmarshal(pod(0), PodView.class));
    long before = used();
    for (int number = 1; number <= count; number++) {
      kept.add(Serialization.unmarshal(pod(number), PodView.class));
    }
    long bytes = (used() - before) / count;
    System.out.println("A PodView of one container takes " + bytes + " bytes of heap.");
    assertEquals(count + 1, kept.size());
    assertTrue(bytes < 1024, () -> "a PodView takes " + bytes + " bytes; 100,000 pods are to fit");
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void pods_that_declare_the_same_share_it_and_what_a_nodescan_could_not_hold_is_cut() {
    String text =
        pod(1)
            .replace(
                "registry.example/shop/web:1.27\"",
                """
                x", "securityContext": {"procMount": "%s", "seccompProfile": {"type": "%s"},
                  "capabilities": {"add": [null, "%s", %s]}}"""
                    .formatted(
                        "p".repeat(17),
                        "s".repeat(33),
                        "c".repeat(65),
                        IntStream.range(0, 100)
                            .mapToObj(n -> "\"C_%c%c\"".formatted('A' + n / 26, 'A' + n % 26))
                            .collect(Collectors.joining(","))));
    DeclaredSecurity declared = declared(text);
    assertEquals(41, declared.addCapabilities().size());
    assertEquals("C_AA", declared.addCapabilities().getFirst());
    assertNull(declared.procMount());
    assertNull(declared.seccomp());
    assertSame(declared, declared(text.replace("web-1", "web-2")));
  }

  private static DeclaredSecurity declared(String text) {
    return Serialization.unmarshal(text, PodView.class).containers().getFirst().declared();
  }
}
