package dev.imagescan.operator.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Which nodes have no ready agent, and since when.
 *
 * @param since by the node's name
 */
public record Absence(Map<String, Instant> since) {

  /** How long a node may be without an agent before anything is said: an update takes a while. */
  public static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Nodes are copied. */
  public Absence {
    since = Map.copyOf(since);
  }

  /** Since when the node has been without an agent, if for longer than is usual. */
  public Optional<Instant> longSince(String node, Instant now) {
    return Optional.ofNullable(since.get(node)).filter(start -> !start.plus(PATIENCE).isAfter(now));
  }

  /** When the next node will have been without an agent for too long. */
  public Optional<Instant> next(Instant now) {
    return since.values().stream()
        .map(start -> start.plus(PATIENCE))
        .filter(end -> end.isAfter(now))
        .min(Instant::compareTo);
  }
}
