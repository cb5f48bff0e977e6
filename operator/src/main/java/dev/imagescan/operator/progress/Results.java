package dev.imagescan.operator.progress;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeResult;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.Timestamp;
import dev.imagescan.operator.plan.NodePlan;
import dev.imagescan.operator.plan.Selection;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the agents say of containers and nodes. An answer counts from when it came, whatever the
 * scan has asked since: an agent that lags behind its plan, or does an inspection again, never
 * makes a count fall.
 */
final class Results {

  private static final String NO_AGENT =
      "No agent has been ready on it since %s; it is read when one is. See why with: kubectl get"
          + " pod -A -o wide -l app.kubernetes.io/name=imagescan. Leave out by spec.nodeSelector a"
          + " node that runs no agents, such as a virtual one.";

  private final Cluster cluster;
  private final Absence absence;
  private final Instant now;
  private final Map<String, Answers> byNode = new HashMap<>();

  Results(Cluster cluster, Absence absence, Instant now) {
    this.cluster = cluster;
    this.absence = absence;
    this.now = now;
  }

  Outcome of(Target target, List<Inspection> wanted) {
    if (!Selection.SUPPORTED_OS.equals(target.node().operatingSystem())) {
      return new Outcome.Failed(
          "UnsupportedNode",
          "Its node runs " + target.node().operatingSystem() + "; agents run on linux only.",
          null);
    }
    Answers answers = byNode.computeIfAbsent(target.node().name(), this::answers);
    ContainerResult result = answers.results().get(target.container().containerID());
    return result != null && answers(result.state(), result.inspected(), wanted)
        ? answered(result)
        : unanswered(target, answers);
  }

  /**
   * The same of a node itself. What no plan asks for any more the agent is still to forget, and
   * what was found out about a Node that was deleted is nothing about the next one of its name.
   */
  Outcome of(NodeView node, Scan scan) {
    List<Inspection> wanted = Selection.ofNodes(scan);
    Instant start = Selection.start(scan, node);
    return cluster
        .nodeScan(node.name())
        .filter(nodeScan -> nodeScan.getSpec().node() != null && isOf(node, nodeScan))
        .map(NodeScan::getStatus)
        .map(NodeScanStatus::node)
        .filter(result -> answers(result.state(), result.inspected(), wanted))
        .filter(result -> !inspectAfter(result).isBefore(start))
        .map(Results::answered)
        .orElseGet(() -> unread(node));
  }

  /** A node on which no agent ever runs is one of those that fail, lest the scan wait for ever. */
  private Outcome unread(NodeView node) {
    Outcome waiting = waiting(node, "It", "read");
    return waiting instanceof Outcome.Blocked(Instant since)
            && absence.givenUpSince(node, now).isPresent()
        ? failed("AgentNotReady", NO_AGENT.formatted(since.truncatedTo(SECONDS)), null)
        : waiting;
  }

  private static boolean isOf(NodeView node, NodeScan nodeScan) {
    String uid = node.getMetadata().getUid();
    return nodeScan.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(uid));
  }

  private static Instant inspectAfter(NodeResult result) {
    return Timestamp.parse(result.inspectAfter()).orElse(Instant.MIN);
  }

  private static boolean answers(
      State state, List<Inspection> inspected, Collection<Inspection> wanted) {
    return state == State.FAILED || inspected.containsAll(wanted);
  }

  private static Outcome answered(NodeResult result) {
    Instant time = Timestamp.parse(result.time()).orElse(null);
    return result.state() == State.FAILED
        ? failed(result.reason(), result.message(), time)
        : new Outcome.Inspected(time, 0, List.of());
  }

  private static Outcome answered(ContainerResult result) {
    Instant time = Timestamp.parse(result.time()).orElse(null);
    return result.state() == State.FAILED
        ? failed(result.reason(), result.message(), time)
        : new Outcome.Inspected(
            time,
            result.addedPackages() == null ? 0 : result.addedPackages(),
            result.findings() == null ? List.of() : result.findings());
  }

  private static Outcome failed(String reason, String message, Instant time) {
    return new Outcome.Failed(reason == null ? "Unknown" : reason, message, time);
  }

  private Outcome unanswered(Target target, Answers answers) {
    if (answers.full(target)) {
      return new Outcome.Failed(
          "TooManyContainers",
          "Its node runs more than "
              + NodePlan.MOST_CONTAINERS
              + " containers that scans match; this one is past that bound.",
          null);
    }
    return waiting(target.node(), "Its node", "inspected");
  }

  private Outcome waiting(NodeView node, String subject, String done) {
    Optional<Instant> since = absence.longSince(node, now);
    if (since.isPresent() && !node.ready()) {
      return new Outcome.Failed(
          "NodeNotReady",
          "%s has not been ready since %s; it is %s when it is."
              .formatted(subject, since.get(), done),
          null);
    }
    return since.<Outcome>map(Outcome.Blocked::new).orElseGet(Outcome.Pending::new);
  }

  private Answers answers(String node) {
    Optional<NodeScan> nodeScan = cluster.nodeScan(node);
    List<ContainerResult> results =
        nodeScan.map(NodeScan::getStatus).map(NodeScanStatus::containers).orElse(List.of());
    return new Answers(
        nodeScan.map(scan -> scan.getSpec().containers()).orElse(List.of()),
        results.stream()
            .collect(
                Collectors.toMap(ContainerResult::containerID, Function.identity(), (a, _) -> a)));
  }

  private record Answers(List<PlannedContainer> planned, Map<String, ContainerResult> results) {

    boolean full(Target target) {
      return planned.size() >= NodePlan.MOST_CONTAINERS
          && planned.stream()
              .noneMatch(p -> p.containerID().equals(target.container().containerID()));
    }
  }
}
