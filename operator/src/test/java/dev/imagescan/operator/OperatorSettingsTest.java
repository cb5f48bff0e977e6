package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.operator.cluster.InjectionSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {

  @Test
  void a_pod_s_environment_gives_the_settings() {
    assertEquals(
        new OperatorSettings(
            "imagescan-system",
            "op-1",
            "imagescan/node-agent:1",
            "IfNotPresent",
            8080,
            true,
            InjectionSettings.DISABLED),
        OperatorSettings.of(
            Map.of(
                "POD_NAMESPACE", "imagescan-system",
                "POD_NAME", "op-1",
                "AGENT_IMAGE", "imagescan/node-agent:1")));
  }

  @Test
  void injection_is_had_by_saying_so() {
    assertEquals(
        new InjectionSettings(true, "mirror.example/pause:3"),
        OperatorSettings.of(
                Map.of(
                    "POD_NAMESPACE", "imagescan-system",
                    "POD_NAME", "op-1",
                    "AGENT_IMAGE", "imagescan/node-agent:1",
                    "INJECTION", "enabled",
                    "CARRIER_IMAGE", "mirror.example/pause:3"))
            .injection());
  }

  @Test
  void a_word_for_injection_that_means_nothing_is_refused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                OperatorSettings.of(
                    Map.of(
                        "POD_NAMESPACE", "imagescan-system",
                        "POD_NAME", "op-1",
                        "AGENT_IMAGE", "imagescan/node-agent:1",
                        "INJECTION", "true")));
    assertEquals(
        "the environment variable INJECTION is true; set it in the Deployment to enabled, or leave"
            + " it out",
        refused.getMessage());
  }

  @Test
  void a_missing_variable_is_named_with_what_to_do() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> OperatorSettings.of(Map.of("POD_NAMESPACE", "x", "POD_NAME", "y")));
    assertEquals(
        "the environment variable AGENT_IMAGE is not set; set it in the Deployment to the agent's"
            + " image, such as imagescan/node-agent:0.1",
        refused.getMessage());
  }
}
