package dev.imagescan.operator.agent;

import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.progress.Absence;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps in mind since when which nodes have been without a ready agent. Thread-safe. */
public final class Agents {

  private final Cluster cluster;
  private final String namespace;
  private final Clock clock;
  private final Map<String, Instant> since = new HashMap<>();

  /** The agents of a cluster, which run in that namespace. */
  public Agents(Cluster cluster, String namespace, Clock clock) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.clock = clock;
  }

  /** Which nodes are without a ready agent now, and since when. */
  public synchronized Absence absence() {
    Set<String> present =
        cluster.podsInNamespace(namespace).stream()
            .filter(pod -> isAgent(pod) && pod.ready() && !pod.leaving() && pod.nodeName() != null)
            .map(PodView::nodeName)
            .collect(Collectors.toSet());
    Set<String> absent =
        cluster.nodes().stream()
            .map(NodeView::name)
            .filter(name -> !present.contains(name))
            .collect(Collectors.toSet());
    Instant now = clock.instant();
    since.keySet().retainAll(absent);
    absent.forEach(name -> since.putIfAbsent(name, now));
    return new Absence(since);
  }

  /** Forgets everything: no agents are wanted now, and the next ones get their time to start. */
  synchronized void reset() {
    since.clear();
  }

  /** Whether any agent's pod is still there. */
  boolean anyLeft() {
    return cluster.podsInNamespace(namespace).stream().anyMatch(this::isAgent);
  }

  /** Whether this pod is an agent's. */
  public boolean isAgent(PodView pod) {
    return namespace.equals(pod.namespace())
        && pod.labels().entrySet().containsAll(AgentDaemonSet.LABELS.entrySet());
  }
}
