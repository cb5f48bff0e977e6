package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.State;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Makes and compares the entries of a status that tell of inspected containers. */
final class Results {

  private Results() {}

  static ContainerResult of(Outcome.OfContainer found, Instant now) {
    return new ContainerResult(
        found.container().containerID(),
        found.status().state(),
        found.container().inspect(),
        found.status().reason(),
        found.status().message(),
        found.container().inspectAfter(),
        now.toString(),
        found.status().packages() == null ? null : found.status().packages().addedCount(),
        findings(found));
  }

  private static List<String> findings(Outcome.OfContainer found) {
    return found.status().findings() == null
        ? null
        : found.status().findings().stream().map(ReportFinding::id).distinct().toList();
  }

  static boolean isSameFailure(ContainerResult last, ContainerResult now) {
    return now.state() == State.FAILED
        && last.state() == State.FAILED
        && Objects.equals(last.reason(), now.reason())
        && Objects.equals(last.message(), now.message())
        && Objects.equals(last.inspectAfter(), now.inspectAfter());
  }
}
