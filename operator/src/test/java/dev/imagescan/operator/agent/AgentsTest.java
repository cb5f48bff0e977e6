package dev.imagescan.operator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.operator.cluster.FixedCluster;
import dev.imagescan.operator.cluster.NodeView;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgentsTest {

  private static final String AGENT =
      """
      kind: Pod
      metadata:
        name: agent-%1$s
        namespace: %2$s
        labels: {app.kubernetes.io/name: imagescan, app.kubernetes.io/component: agent}
      spec: {nodeName: %1$s}
      status: {conditions: [{type: Ready, status: "%3$s"}]}
      """;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FixedCluster cluster =
      FixedCluster.of(
          """
          # now: 2026-01-01T00:00:00Z
          kind: Node
          metadata: {name: node-1}
          ---
          kind: Node
          metadata: {name: node-2}
          """);
  private final InstantSource time = () -> now;
  private final Agents agents =
      new Agents(cluster, "imagescan-system", time.withZone(ZoneOffset.UTC));

  private static String agent(String node, String namespace, String ready) {
    return AGENT.formatted(node, namespace, ready);
  }

  @Test
  void a_node_is_without_an_agent_from_when_that_was_first_seen_until_one_is_ready() {
    Instant start = now;
    assertEquals(Map.of("node-1", start, "node-2", start), agents.absence().since());
    now = now.plusSeconds(90);
    cluster.add(agent("node-1", "imagescan-system", "True"));
    assertEquals(Map.of("node-2", start), agents.absence().since());
    assertEquals(Optional.of(start), agents.absence().longSince(node("node-2"), now));
  }

  @Test
  void an_agent_that_is_not_ready_or_runs_in_another_namespace_is_none() {
    cluster.add(agent("node-1", "imagescan-system", "False"));
    cluster.add(agent("node-2", "shop", "True"));
    assertEquals(2, agents.absence().since().size(), "somebody's look-alike counts as an agent");
  }

  @Test
  void nothing_is_said_of_a_node_in_its_first_minute() {
    assertEquals(Optional.empty(), agents.absence().longSince(node("node-1"), now.plusSeconds(59)));
    assertEquals(Optional.of(now.plusSeconds(60)), next());
  }

  @Test
  void an_agent_is_awaited_for_five_minutes_and_longer_on_a_new_node() {
    Instant start = now;
    assertEquals(Optional.empty(), givenUp("node-1", start.plusSeconds(299)));
    assertEquals(Optional.of(start), givenUp("node-1", start.plusSeconds(300)));
    cluster.add(
        """
        kind: Node
        metadata: {name: node-3, creationTimestamp: "2025-12-31T23:59:00Z"}
        """);
    NodeView young = node("node-3");
    assertEquals(Optional.empty(), agents.absence().longSince(young, start.plusSeconds(239)));
    assertEquals(Optional.of(start), agents.absence().longSince(young, start.plusSeconds(240)));
    assertEquals(Optional.empty(), givenUp("node-3", start.plusSeconds(479)));
    assertEquals(Optional.of(start), givenUp("node-3", start.plusSeconds(480)));
    now = start.plusSeconds(60);
    assertEquals(Optional.of(start.plusSeconds(240)), next(), "the young node's patience ends");
    now = start.plusSeconds(240);
    assertEquals(Optional.of(start.plusSeconds(300)), next(), "the older ones are given up");
  }

  private NodeView node(String name) {
    return cluster.node(name).orElseThrow();
  }

  private Optional<Instant> next() {
    return agents.absence().next(cluster.nodes(), now);
  }

  private Optional<Instant> givenUp(String node, Instant time) {
    return agents.absence().givenUpSince(node(node), time);
  }

  @Test
  void agents_that_are_wanted_again_get_their_time_to_start() {
    agents.absence();
    now = now.plusSeconds(900);
    agents.reset();
    assertEquals(Map.of("node-1", now, "node-2", now), agents.absence().since());
  }
}
