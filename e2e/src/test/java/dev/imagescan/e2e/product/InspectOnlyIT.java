package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.OnCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without injection the operator has no right to create or delete a pod anywhere. */
@OnCluster
class InspectOnlyIT {

  private static final String SPACE = "inspect-only";
  private static final String OPERATOR =
      "--as=system:serviceaccount:" + Product.NAMESPACE + ":imagescan-operator";

  private final Cluster cluster;

  InspectOnlyIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install_everything(Cluster cluster) {
    Product.on(cluster);
    Workloads.space(cluster, SPACE);
  }

  @AfterAll
  static void remove(Cluster cluster) {
    Workloads.deleteSpace(cluster, SPACE);
    Product.on(cluster);
  }

  @Test
  void inspect_only_takes_injection_away_once_nothing_injects() {
    assertTrue(operatorMay("create", "pods"), "with injection the operator cannot create pods");
    Workloads.runCarrierOfNobody(cluster, SPACE);
    Command.Result held = install();
    assertEquals(1, held.exit(), "the exit code while a volume is held");
    assertTrue(held.err().contains("Pod " + SPACE + "/holds-a-volume"), held.err());

    cluster.kubectl("delete", "pod", "holds-a-volume", "-n", SPACE, "--now");
    install().orThrow();

    String policies = cluster.kubectl("get", "validatingadmissionpolicies", "--output=name");
    String operator =
        cluster.kubectl(
            "get", "deployment/imagescan-operator", "-n", Product.NAMESPACE, "--output=yaml");
    assertAll(
        () -> assertFalse(operatorMay("create", "pods"), "the operator may create pods"),
        () -> assertFalse(operatorMay("delete", "pods"), "the operator may delete pods"),
        () ->
            assertFalse(
                operatorMay("patch", "imagescans.imagescan.dev"), "the operator may change scans"),
        () -> assertFalse(policies.contains("imagescan-carriers"), policies),
        () -> assertTrue(policies.contains("imagescan-inject"), policies),
        () -> assertFalse(env(operator).contains("INJECTION"), env(operator)));
  }

  /** The deployment without the annotation in which kubectl keeps what it applied last. */
  private static String env(String deployment) {
    return deployment.substring(deployment.indexOf("\nspec:"));
  }

  private boolean operatorMay(String verb, String resource) {
    return cluster
        .kubectlCommand("auth", "can-i", verb, resource, "--all-namespaces", OPERATOR)
        .run()
        .out()
        .startsWith("yes");
  }

  private Command.Result install() {
    String script = Product.checkout().resolve("deploy/install").toString();
    var environment = Map.of("KUBECTL", String.join(" ", cluster.kubectlPrefix()));
    return new Command(List.of(script, "--inspect-only"), environment, Duration.ofMinutes(5)).run();
  }
}
