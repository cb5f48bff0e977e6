package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What the product has made in a cluster, and has to take away. */
final class Remains {

  private static final Duration IN_TIME = Duration.ofSeconds(120);
  private static final List<String> MADE =
      List.of(
          "daemonsets.apps",
          "pods",
          "nodescans.imagescan.dev",
          "containerreports.imagescan.dev",
          "imagereports.imagescan.dev",
          "imagereportparts.imagescan.dev",
          "nodereports.imagescan.dev");
  private static final List<String> INSTALLED =
      List.of(
          "customresourcedefinitions",
          "clusterroles",
          "clusterrolebindings",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "namespaces",
          "deployments",
          "daemonsets",
          "pods",
          "leases",
          "serviceaccounts");

  private Remains() {}

  /** What operator and agents made: the agents, their tasks and their reports. */
  static List<String> made(Cluster cluster) {
    return MADE.stream()
        .flatMap(kind -> names(cluster, kind))
        .filter(name -> !name.startsWith("pods/imagescan-operator"))
        .filter(name -> name.contains(".imagescan.dev/") || name.contains("/imagescan-"))
        .toList();
  }

  /** What was installed, and what came of it. */
  static List<String> installed(Cluster cluster) {
    return INSTALLED.stream()
        .flatMap(kind -> names(cluster, kind))
        .filter(name -> name.contains("imagescan"))
        .toList();
  }

  private static Stream<String> names(Cluster cluster, String kind) {
    return cluster
        .kubectl(
            "get",
            kind,
            "--all-namespaces",
            "--ignore-not-found",
            "--output=jsonpath={range .items[*]}{.metadata.name}{'\\n'}{end}")
        .lines()
        .map(name -> kind + "/" + name);
  }

  /** Waits until nothing is left of what operator and agents made; tells how long that took. */
  static Duration awaitNothingMade(Cluster cluster) {
    Instant start = Instant.now();
    try {
      Waiting.until("the end of all agents and reports", IN_TIME, () -> made(cluster).isEmpty());
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "; left: " + made(cluster), e);
    }
    return Duration.between(start, Instant.now());
  }
}
