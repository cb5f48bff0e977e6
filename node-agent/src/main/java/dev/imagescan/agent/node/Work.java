package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeResult;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done next, decided from the plan and the results there are: a pure function, so
 * that an agent that dies at any point starts again from its NodeScan alone.
 *
 * @param inspect containers to inspect, those never seen before first
 * @param images names of ImageReports to fill in
 * @param results the results that are still about planned containers, by container ID
 */
record Work(
    List<PlannedContainer> inspect, List<String> images, Map<String, ContainerResult> results) {

  /** What is being done, and what was tried in vain and has to wait. */
  record Underway(Set<String> containerIDs, Set<String> imagesReadOrReading, Retries retries) {}

  /** Decides; touches nothing. */
  static Work decide(
      NodeScanSpec plan, Map<String, ContainerResult> results, Underway underway, Instant now) {
    List<PlannedContainer> first = new ArrayList<>();
    List<PlannedContainer> again = new ArrayList<>();
    Map<String, ContainerResult> kept = new LinkedHashMap<>();
    for (PlannedContainer container : plan.containers()) {
      String id = container.containerID();
      ContainerResult result = results.get(id);
      if (result != null) {
        kept.put(id, result);
      }
      if (underway.containerIDs().contains(id) || !underway.retries().mayTry(id, now)) {
        continue;
      }
      if (isDue(container, result)) {
        (result == null ? first : again).add(container);
      }
    }
    first.addAll(again);
    List<String> images =
        plan.images().stream()
            .filter(image -> !underway.imagesReadOrReading().contains(image))
            .filter(image -> underway.retries().mayTry(image, now))
            .toList();
    return new Work(first, images, kept);
  }

  private static boolean isDue(PlannedContainer planned, ContainerResult result) {
    return isDue(
        new Wanted(planned.inspect(), planned.inspectAfter()),
        result == null
            ? null
            : new Answer(result.state(), result.inspected(), result.inspectAfter()));
  }

  /** Whether the node itself is to be inspected. */
  static boolean isDue(PlannedNode planned, NodeResult result) {
    return isDue(
        new Wanted(planned.inspect(), planned.inspectAfter()),
        result == null
            ? null
            : new Answer(result.state(), result.inspected(), result.inspectAfter()));
  }

  /** What a plan asks of a container or of the node. */
  private record Wanted(List<Inspection> inspect, String after) {}

  /** What was answered last. */
  private record Answer(State state, List<Inspection> inspected, String after) {}

  private static boolean isDue(Wanted wanted, Answer last) {
    return !wanted.inspect().isEmpty()
        && (last == null
            || last.state() == State.FAILED
            || !last.inspected().containsAll(wanted.inspect())
            || isLater(wanted.after(), last.after()));
  }

  /**
   * Both times come from the operator's clock; this node's plays no part. What is no time is never
   * later, and earlier than every time.
   */
  private static boolean isLater(String wanted, String answered) {
    Instant last = time(answered).orElse(Instant.MIN);
    return time(wanted).filter(last::isBefore).isPresent();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The containers that a plan names for this image report, those that ask for packages first. */
  static List<PlannedContainer> runningImage(NodeScanSpec plan, String imageReport) {
    return plan.containers().stream()
        .filter(container -> imageReport.equals(container.imageReport()))
        .sorted(
            Comparator.comparing(container -> !container.inspect().contains(Inspection.PACKAGES)))
        .toList();
  }
}
