package dev.imagescan.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorSettingsTest {

  @Test
  void a_pod_s_environment_gives_the_settings() {
    assertEquals(
        new OperatorSettings(
            "imagescan-system", "op-1", "imagescan/node-agent:1", "IfNotPresent", 8080, true),
        OperatorSettings.of(
            Map.of(
                "POD_NAMESPACE", "imagescan-system",
                "POD_NAME", "op-1",
                "AGENT_IMAGE", "imagescan/node-agent:1")));
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
