package dev.imagescan.operator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.operator.Golden;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentDaemonSetTest {

  @Test
  void the_agents_run_with_two_capabilities_and_nothing_else_of_the_host_but_its_processes() {
    Golden.check("agent/out-daemonset.yaml", Serialization.asYaml(daemonSet(false)));
  }

  @Test
  void agents_that_inject_have_four_capabilities_more_and_nothing_else() {
    DaemonSet injecting = daemonSet(true);
    SecurityContext security =
        injecting.getSpec().getTemplate().getSpec().getContainers().getFirst().getSecurityContext();
    assertEquals(
        List.of("DAC_READ_SEARCH", "SYS_PTRACE", "SYS_ADMIN", "SYS_CHROOT", "SETUID", "SETGID"),
        security.getCapabilities().getAdd());
    security.getCapabilities().setAdd(List.of("DAC_READ_SEARCH", "SYS_PTRACE"));
    assertEquals(daemonSet(false), injecting);
  }

  private static DaemonSet daemonSet(boolean injects) {
    return new AgentDaemonSet(
            "imagescan-system",
            "imagescan/node-agent:1.2.3",
            "IfNotPresent",
            injects,
            Optional.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("apps/v1")
                    .withKind("Deployment")
                    .withName("imagescan-operator")
                    .withUid("6f1f6a3e-0000-4000-8000-000000000001")
                    .build()))
        .desired();
  }
}
