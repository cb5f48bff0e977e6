package dev.imagescan.operator.agent;

import dev.imagescan.operator.Golden;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentDaemonSetTest {

  @Test
  void the_agents_run_with_two_capabilities_and_nothing_else_of_the_host_but_its_processes() {
    AgentDaemonSet agents =
        new AgentDaemonSet(
            "imagescan-system",
            "imagescan/node-agent:1.2.3",
            "IfNotPresent",
            Optional.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("apps/v1")
                    .withKind("Deployment")
                    .withName("imagescan-operator")
                    .withUid("6f1f6a3e-0000-4000-8000-000000000001")
                    .build()));
    Golden.check("agent/out-daemonset.yaml", Serialization.asYaml(agents.desired()));
  }
}
