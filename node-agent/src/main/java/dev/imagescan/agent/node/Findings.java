package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was found out and is not written yet, and the results that the next decision builds on. A
 * write that throws leaves everything as it was, so that the next call makes it again. One thread
 * may use it.
 */
final class Findings {

  private static final String REPORT_OF = "report of ";
  // How long the operator may take to see that an image was read; after that its report was lost.
  private static final Duration PLAN_FOLLOWS = Duration.ofMinutes(1);

  private final String nodeName;
  private final Reports reports;
  private final Map<String, Outcome> unwritten = new LinkedHashMap<>();
  private final Map<String, Outcome.OfContainer> refused = new LinkedHashMap<>();
  private final Retries retries = new Retries();
  private final StatusWriter status;
  private final Map<String, Instant> imagesRead = new HashMap<>();
  private Map<String, ContainerResult> results = new LinkedHashMap<>();
  private Set<Reports.Key> known;
  private final NodeFindings node;

  Findings(String nodeName, Reports reports, FaultPoints faults) {
    this.nodeName = nodeName;
    this.reports = reports;
    this.status = new StatusWriter(reports, faults);
    this.node = new NodeFindings(reports, retries);
  }

  String nodeName() {
    return nodeName;
  }

  /**
   * Takes over, at the first call, what an earlier agent of this node left.
   *
   * @return the mounts that it held; empty at all later calls
   */
  List<MountResult> takeOver(Instant now) {
    if (known != null) {
      return List.of();
    }
    Optional<NodeScanStatus> left = reports.lastStatus();
    Set<Reports.Key> present = new HashSet<>(reports.ofThisNode());
    node.takeOver(left.map(NodeScanStatus::node), now);
    known = present;
    left.ifPresent(
        status -> status.containers().forEach(result -> results.put(result.containerID(), result)));
    return left.map(NodeScanStatus::mounts).orElse(List.of());
  }

  void add(Attempts.Finished<Outcome> finished, Instant now) {
    unwritten.put(finished.key(), finished.outcome());
    switch (finished.outcome()) {
      case Outcome.OfContainer found -> note(finished.key(), found.status().state(), now);
      case Outcome.OfNode found -> note(finished.key(), found.status().state(), now);
      case Outcome.OfImage found -> {
        // One that was read has succeeded when its report is written, and not before.
        if (!found.isRead()) {
          retries.failed(finished.key(), now);
        }
      }
    }
  }

  private void note(String key, State state, Instant now) {
    if (state == State.FAILED) {
      retries.failed(key, now);
    } else {
      retries.succeeded(key);
    }
  }

  Work decide(NodeScanSpec plan, Set<String> underway, Instant now) {
    Set<String> images = new HashSet<>(underway);
    imagesRead.keySet().retainAll(plan.images());
    imagesRead.values().removeIf(t -> Duration.between(t, now).abs().compareTo(PLAN_FOLLOWS) > 0);
    images.addAll(imagesRead.keySet());
    images.addAll(unwritten.keySet());
    Set<String> containers = new HashSet<>(underway);
    containers.addAll(unwritten.keySet());
    Work work = Work.decide(plan, results, new Work.Underway(containers, images, retries), now);
    results = work.results();
    Set<String> keys = new HashSet<>(plan.images());
    plan.containers().forEach(container -> keys.add(container.containerID()));
    refused.keySet().forEach(id -> keys.add(REPORT_OF + id));
    if (plan.node() != null) {
      keys.add(NodeFindings.KEY);
      keys.add(NodeFindings.REPORT);
    }
    retries.keepOnly(keys);
    return work;
  }

  /**
   * Looks from time to time whether the report of the node is still there: see {@link
   * NodeFindings}.
   *
   * @param owners the NodeScan's
   */
  void lookAfterNode(List<OwnerReference> owners, Instant now) {
    node.look(owners, now);
  }

  /** Whether the node itself is to be inspected now. */
  boolean isNodeDue(NodeScanSpec plan, Set<String> underway, Instant now) {
    return node.isDue(plan.node(), underway, now) && !unwritten.containsKey(NodeFindings.KEY);
  }

  /**
   * Writes what was found out about what is still planned.
   *
   * @param owners the NodeScan's
   */
  void flush(NodeScanSpec plan, List<OwnerReference> owners, Instant now) {
    Map<String, PlannedContainer> planned = new LinkedHashMap<>();
    plan.containers().forEach(container -> planned.put(container.containerID(), container));
    for (Map.Entry<String, Outcome> next : List.copyOf(unwritten.entrySet())) {
      switch (next.getValue()) {
        case Outcome.OfContainer found -> {
          if (planned.containsKey(found.container().containerID())) {
            write(found, now);
          }
        }
        case Outcome.OfNode found -> {
          if (plan.node() != null) {
            node.write(found, owners, now);
          }
        }
        case Outcome.OfImage found -> {
          if (plan.images().contains(found.imageReport())) {
            write(found, now);
          }
        }
      }
      unwritten.remove(next.getKey());
    }
    writeRefused(planned.keySet(), now);
    node.writeRefused(owners, now);
  }

  private void write(Outcome.OfContainer found, Instant now) {
    ContainerResult result = Results.of(found, now.truncatedTo(ChronoUnit.SECONDS));
    ContainerResult last = results.get(result.containerID());
    if (last == null || !Results.isSameFailure(last, result)) {
      writeReport(found, now);
      results.put(result.containerID(), result);
    }
  }

  private void write(Outcome.OfImage found, Instant now) {
    if (found.status().isEmpty()) {
      return;
    }
    boolean taken = reports.write(found.imageReport(), found.status().get());
    if (found.isRead() && taken) {
      imagesRead.put(found.imageReport(), now);
      retries.succeeded(found.imageReport());
    } else if (found.isRead()) {
      retries.failed(found.imageReport(), now);
    }
  }

  private void writeReport(Outcome.OfContainer found, Instant now) {
    PlannedContainer container = found.container();
    ContainerReportSpec spec =
        new ContainerReportSpec(
            nodeName, container.podUID(), container.container(), container.containerID());
    String retry = REPORT_OF + container.containerID();
    if (reports.write(container, spec, found.status())) {
      known.add(key(container));
      refused.remove(container.containerID());
      retries.succeeded(retry);
    } else {
      refused.put(container.containerID(), found);
      retries.failed(retry, now);
    }
  }

  private void writeRefused(Set<String> planned, Instant now) {
    refused.keySet().retainAll(planned);
    for (Outcome.OfContainer found : List.copyOf(refused.values())) {
      if (retries.mayTry(REPORT_OF + found.container().containerID(), now)) {
        writeReport(found, now);
      }
    }
  }

  /** Deletes reports that nobody wants. */
  void deleteUnwanted(NodeScanSpec plan) {
    Set<Reports.Key> unwanted = new HashSet<>(known);
    plan.containers().stream().map(Findings::key).forEach(unwanted::remove);
    for (Reports.Key key : unwanted) {
      if (reports.delete(key)) {
        known.remove(key);
      }
    }
    node.deleteUnwanted(plan.node());
  }

  private static Reports.Key key(PlannedContainer container) {
    return new Reports.Key(
        container.namespace(), ContainerReport.nameOf(container.pod(), container.container()));
  }

  /**
   * Writes this node's status if it is time: see {@link StatusWriter}.
   *
   * @return false when it is to be written later
   */
  boolean report(ObjectMeta scan, List<MountResult> mounts, Instant now) {
    status.write(scan.getUid(), status(scan, mounts), now);
    return !status.waits();
  }

  /**
   * Writes this node's status at once, because something must not be done before it is written.
   *
   * @return false when it was refused
   */
  boolean reportNow(ObjectMeta scan, List<MountResult> mounts) {
    return status.writeNow(scan.getUid(), status(scan, mounts));
  }

  private NodeScanStatus status(ObjectMeta scan, List<MountResult> mounts) {
    return new NodeScanStatus(
        scan.getGeneration(), new ArrayList<>(results.values()), mounts, node.result());
  }

  /** Whether something waits for its turn to be written. */
  boolean hasUnwritten() {
    return status.waits() || !unwritten.isEmpty();
  }

  Optional<Instant> nextRetry() {
    return retries.next();
  }
}
