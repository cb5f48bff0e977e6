package dev.imagescan.operator.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.NodeView;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemainsTest {

  private static final String LEAVING = Golden.read("inject/in-scan-is-being-deleted.yaml");

  @Test
  void mounts_and_carriers_are_counted_by_node_until_both_are_gone() {
    FixedCluster cluster = FixedCluster.of(LEAVING);
    ImageScan scan = cluster.injections().iterator().next();
    assertEquals(
        Map.of("node-1", new Remains(1, 1), "node-2", new Remains(0, 1)),
        Remains.of(scan, cluster));
  }

  @Test
  void a_node_that_is_gone_holds_nothing_up() {
    FixedCluster cluster =
        FixedCluster.of(LEAVING.replace("{name: node-1, uid", "{name: node-0, uid"));
    ImageScan scan = cluster.injections().iterator().next();
    assertEquals(Map.of("node-2", new Remains(0, 1)), Remains.of(scan, cluster));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "in-scan-is-being-deleted, true",
    "in-scan-is-gone, true",
    "in-carriers-first, true",
    "in-without-finalizer-no-carrier, false",
  })
  void agents_stay_for_what_is_left_without_a_scan(String name, boolean needed) {
    FixedCluster cluster = FixedCluster.of(Golden.read("inject/" + name + ".yaml"));
    assertEquals(needed, Remains.any(cluster));
  }

  @ParameterizedTest(name = "ready {0} since {1}, injection {2}, no agent since {3}: {4}")
  @CsvSource({
    // A scan deleted at 12:00; what its node says; when the operator stops waiting.
    "True, 2026-01-01T10:00:00Z, true, , ",
    "False, 2026-01-01T10:00:00Z, true, , 2026-01-01T12:10:00Z",
    "Unknown, 2026-01-01T12:05:00Z, true, , 2026-01-01T12:15:00Z",
    "True, 2026-01-01T10:00:00Z, false, , 2026-01-01T12:10:00Z",
    "True, 2026-01-01T10:00:00Z, true, 2026-01-01T11:00:00Z, 2026-01-01T12:10:00Z",
    "True, 2026-01-01T10:00:00Z, true, 2026-01-01T12:05:00Z, 2026-01-01T12:15:00Z",
  })
  void a_node_is_waited_for_while_its_agent_can_work(
      String ready, String since, boolean enabled, Instant agentless, Instant end) {
    NodeView node =
        Serialization.unmarshal(
            """
            kind: Node
            metadata: {name: node-1}
            status: {conditions: [{type: Ready, status: "%s", lastTransitionTime: "%s"}]}
            """
                .formatted(ready, since),
            NodeView.class);
    assertEquals(
        Optional.ofNullable(end),
        Remains.givesUp(
            node, Instant.parse("2026-01-01T12:00:00Z"), enabled, Optional.ofNullable(agentless)));
  }

  @Test
  void a_carrier_is_free_when_the_agent_has_seen_the_plan_and_names_it_nowhere() {
    FixedCluster cluster = FixedCluster.of(LEAVING);
    var carrier = cluster.carriersOn("node-2").iterator().next();
    var lagging = cluster.nodeScan("node-2").orElseThrow();
    assertFalse(CarrierWork.isFree(carrier, Optional.of(lagging)), "the agent lags behind");
    lagging.getMetadata().setGeneration(3L);
    assertTrue(CarrierWork.isFree(carrier, Optional.of(lagging)));
    assertFalse(CarrierWork.isFree(carrier, Optional.empty()), "nobody has said so");
    lagging.setStatus(null);
    assertFalse(CarrierWork.isFree(carrier, Optional.of(lagging)), "the agent has said nothing");
    assertFalse(
        CarrierWork.isFree(
            cluster.carriersOn("node-1").iterator().next(), cluster.nodeScan("node-1")));
  }
}
