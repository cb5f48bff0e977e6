package dev.imagescan.operator;

import dev.imagescan.operator.cluster.InjectionSettings;
import java.util.Map;
import java.util.Objects;

/**
 * Where the operator runs and what it starts.
 *
 * @param namespace the operator's own namespace, with its lease, the NodeScans and the agents
 * @param identity this replica's name, unique among the replicas
 * @param agentImage the image of the agents
 * @param pullPolicy when nodes pull it: Always, IfNotPresent or Never
 * @param httpPort where metrics and health are served; 0 is any free port
 * @param leaderElection whether other replicas may run
 * @param injection whether scans may put mounts into containers, and with what
 */
public record OperatorSettings(
    String namespace,
    String identity,
    String agentImage,
    String pullPolicy,
    int httpPort,
    boolean leaderElection,
    InjectionSettings injection) {

  /** The name of the operator's Deployment, service account and lease. */
  public static final String NAME = "imagescan-operator";

  /** Under which the operator applies fields. */
  public static final String FIELD_MANAGER = "imagescan-operator";

  private static final int HTTP_PORT = 8080;

  /** No part is absent. */
  public OperatorSettings {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(agentImage, "agentImage");
    Objects.requireNonNull(pullPolicy, "pullPolicy");
    Objects.requireNonNull(injection, "injection");
  }

  /**
   * The settings of a pod: POD_NAME, POD_NAMESPACE, AGENT_IMAGE and, if set,
   * AGENT_IMAGE_PULL_POLICY, INJECTION (enabled) and CARRIER_IMAGE.
   *
   * @throws IllegalArgumentException naming the variable that is missing or wrong, and how to set
   *     it
   */
  public static OperatorSettings of(Map<String, String> environment) {
    return new OperatorSettings(
        needed(environment, "POD_NAMESPACE", "by fieldRef metadata.namespace"),
        needed(environment, "POD_NAME", "by fieldRef metadata.name"),
        needed(
            environment, "AGENT_IMAGE", "to the agent's image, such as imagescan/node-agent:0.1"),
        environment.getOrDefault("AGENT_IMAGE_PULL_POLICY", "IfNotPresent"),
        HTTP_PORT,
        true,
        injection(environment));
  }

  private static InjectionSettings injection(Map<String, String> environment) {
    String value = environment.getOrDefault("INJECTION", "");
    if (!value.isBlank() && !value.equals("enabled")) {
      throw new IllegalArgumentException(
          "the environment variable INJECTION is "
              + value
              + "; set it in the Deployment to enabled, or leave it out");
    }
    return new InjectionSettings(
        value.equals("enabled"),
        environment.getOrDefault("CARRIER_IMAGE", InjectionSettings.DEFAULT_CARRIER_IMAGE));
  }

  private static String needed(Map<String, String> environment, String name, String how) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the environment variable " + name + " is not set; set it in the Deployment " + how);
    }
    return value;
  }
}
