package dev.imagescan.operator.progress;

import dev.imagescan.operator.cluster.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which nodes have no ready agent, and since when.
 *
 * @param since by the node's name
 */
public record Absence(Map<String, Instant> since) {

  /** How long a node may be without an agent before anything is said: an update takes a while. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * How long after a node was made nothing is said: its network comes, and then its first images.
   */
  public static final Duration SETTLING = Duration.ofMinutes(5);

  private static final Duration LAST_PATIENCE = Duration.ofMinutes(4);

  /** Nodes are copied. */
  public Absence {
    since = Map.copyOf(since);
  }

  /** Since when the node has been without an agent, if for longer than is usual. */
  public Optional<Instant> longSince(NodeView node, Instant now) {
    return start(node).filter(start -> !late(node, start).isAfter(now));
  }

  /** Since when the node has been without an agent, if for so long that none is awaited. */
  public Optional<Instant> givenUpSince(NodeView node, Instant now) {
    return start(node).filter(start -> !givenUp(node, start).isAfter(now));
  }

  /** When more is to be said of one of these nodes for having been without an agent. */
  public Optional<Instant> next(Collection<NodeView> nodes, Instant now) {
    return nodes.stream()
        .flatMap(
            node ->
                start(node).stream()
                    .flatMap(start -> Stream.of(late(node, start), givenUp(node, start))))
        .filter(end -> end.isAfter(now))
        .min(Instant::compareTo);
  }

  private Optional<Instant> start(NodeView node) {
    return Optional.ofNullable(since.get(node.name()));
  }

  private static Instant late(NodeView node, Instant start) {
    Instant patient = start.plus(PATIENCE);
    Instant settled = node.created().plus(SETTLING);
    return patient.isAfter(settled) ? patient : settled;
  }

  private static Instant givenUp(NodeView node, Instant start) {
    return late(node, start).plus(LAST_PATIENCE);
  }
}
