package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import dev.imagescan.e2e.product.Handovers.Handover;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rollout of the operator hands the lease over; nobody waits for it to run out. */
@OnCluster
class RolloutIT {

  private static final Duration LONGEST_GAP = Duration.ofSeconds(5);

  private static Product product;
  private static Scanned space;

  private final Cluster cluster;

  RolloutIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void scan(Cluster cluster) {
    product = Product.on(cluster);
    space = Scanned.space(cluster, "rollout").run(cluster.use(TestImage.TINY), 2).scan();
    space.awaitInspected(2);
  }

  @AfterAll
  static void clean(Cluster cluster) {
    space.delete();
  }

  @Test
  void the_lease_is_given_back_and_the_next_operator_goes_on() {
    Set<String> before = operators();
    try (var handovers = new Handovers(cluster)) {
      restart();
      Waiting.until(
          "a new operator that leads",
          Product.SOON,
          () -> product.leader().filter(pod -> !before.contains(name(pod))).isPresent());
      List<Handover> seen = handovers.seen();
      seen.forEach(handover -> System.out.println("rollout: " + handover));
      assertFalse(seen.isEmpty(), "no handover was seen");
      seen.forEach(RolloutIT::check);
    }
    space.scale(3);
    space.awaitInspected(3);
    space.awaitOneReportEach();
  }

  private static void check(Handover handover) {
    assertTrue(handover.released(), "the lease was not given back: " + handover);
    assertTrue(handover.gap().compareTo(LONGEST_GAP) < 0, "too long: " + handover);
  }

  private void restart() {
    cluster.kubectl("rollout", "restart", "deployment/imagescan-operator", "-n", Product.NAMESPACE);
    Workloads.awaitRollout(cluster, Product.NAMESPACE, "imagescan-operator");
  }

  private static Set<String> operators() {
    return product.pods("operator").stream().map(RolloutIT::name).collect(Collectors.toSet());
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }
}
