package dev.imagescan.agent.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"containerd", "cri-o", "docker"})
  void a_status_names_the_runtime_and_the_container(String runtime) {
    String id = "0123456789abcdef".repeat(4);
    assertEquals(new ContainerId(runtime, id), ContainerId.parse(runtime + "://" + id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef0123",
        "containerd:0123456789abcdef",
        "containerd://",
        "containerd://../../../../etc",
        "containerd://0123456789abcdef/..",
        "containerd://short",
        "containerd://0123456789abcdef\n0123"
      })
  void what_is_no_id_is_refused_with_a_sentence(String status) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ContainerId.parse(status)).getMessage();
    assertTrue(message.startsWith("a container's ID "), message);
  }
}
