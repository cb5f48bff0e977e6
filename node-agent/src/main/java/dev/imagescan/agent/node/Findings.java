package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What was found out and is not written yet, and the results that the next decision builds on. A
 * write that throws leaves everything as it was, so that the next call makes it again. One thread
 * may use it.
 */
final class Findings {

  private static final String REPORT_OF = "report of ";

  private final String nodeName;
  private final Reports reports;
  private final Map<String, Outcome> unwritten = new LinkedHashMap<>();
  private final Map<String, Outcome.OfContainer> refused = new LinkedHashMap<>();
  private final Retries retries = new Retries();
  private final Set<String> imagesRead = new HashSet<>();
  private Map<String, ContainerResult> results = new LinkedHashMap<>();
  private Set<Reports.Key> known;
  private NodeScanStatus written;
  private Instant lastWrite = Instant.EPOCH;
  private boolean hasUnwritten;

  Findings(String nodeName, Reports reports) {
    this.nodeName = nodeName;
    this.reports = reports;
  }

  /** Takes over, at the first call, what an earlier agent of this node left. */
  void startFrom(NodeScanStatus status) {
    if (known != null) {
      return;
    }
    known = new HashSet<>(reports.ofThisNode());
    if (status != null) {
      status.containers().forEach(result -> results.put(result.containerID(), result));
    }
  }

  void add(Inspections.Finished finished, Instant now) {
    unwritten.put(finished.key(), finished.outcome());
    boolean failed =
        switch (finished.outcome()) {
          case Outcome.OfContainer container -> container.status().state() == State.FAILED;
          case Outcome.OfImage image ->
              image.status().isEmpty() || image.status().get().state() == State.FAILED;
        };
    if (failed) {
      retries.failed(finished.key(), now);
    } else {
      retries.succeeded(finished.key());
    }
  }

  Work decide(NodeScanSpec plan, Set<String> underway, Instant now) {
    Set<String> images = new HashSet<>(underway);
    imagesRead.retainAll(plan.images());
    images.addAll(imagesRead);
    images.addAll(unwritten.keySet());
    Set<String> containers = new HashSet<>(underway);
    containers.addAll(unwritten.keySet());
    Work work = Work.decide(plan, results, new Work.Underway(containers, images, retries), now);
    results = work.results();
    Set<String> keys = new HashSet<>(plan.images());
    plan.containers().forEach(container -> keys.add(container.containerID()));
    refused.keySet().forEach(id -> keys.add(REPORT_OF + id));
    retries.keepOnly(keys);
    return work;
  }

  /** Writes what was found out about what is still planned; deletes reports that nobody wants. */
  void flush(NodeScanSpec plan, Instant now) {
    Map<String, PlannedContainer> planned = new LinkedHashMap<>();
    plan.containers().forEach(container -> planned.put(container.containerID(), container));
    for (Map.Entry<String, Outcome> next : List.copyOf(unwritten.entrySet())) {
      switch (next.getValue()) {
        case Outcome.OfContainer found -> {
          if (planned.containsKey(found.container().containerID())) {
            write(found, now);
          }
        }
        case Outcome.OfImage found -> {
          if (plan.images().contains(found.imageReport()) && found.status().isPresent()) {
            reports.write(found.imageReport(), found.status().get());
            if (found.status().get().state() == State.INSPECTED) {
              imagesRead.add(found.imageReport());
            }
          }
        }
      }
      unwritten.remove(next.getKey());
    }
    writeRefused(planned.keySet(), now);
    deleteUnwanted(planned.values().stream().map(Findings::key).toList());
  }

  private void write(Outcome.OfContainer found, Instant now) {
    ContainerResult result = result(found, now.truncatedTo(ChronoUnit.SECONDS));
    ContainerResult last = results.get(result.containerID());
    if (last == null || !isSameFailure(last, result)) {
      writeReport(found, now);
      results.put(result.containerID(), result);
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

  private static ContainerResult result(Outcome.OfContainer found, Instant now) {
    return new ContainerResult(
        found.container().containerID(),
        found.status().state(),
        found.container().inspect(),
        found.status().reason(),
        found.status().message(),
        found.container().inspectAfter(),
        now.toString());
  }

  private static boolean isSameFailure(ContainerResult last, ContainerResult now) {
    return now.state() == State.FAILED
        && last.state() == State.FAILED
        && Objects.equals(last.reason(), now.reason())
        && Objects.equals(last.message(), now.message())
        && Objects.equals(last.inspectAfter(), now.inspectAfter());
  }

  private void deleteUnwanted(List<Reports.Key> wanted) {
    Set<Reports.Key> unwanted = new HashSet<>(known);
    wanted.forEach(unwanted::remove);
    for (Reports.Key key : unwanted) {
      reports.delete(key);
      known.remove(key);
    }
  }

  private static Reports.Key key(PlannedContainer container) {
    return new Reports.Key(
        container.namespace(), ContainerReport.nameOf(container.pod(), container.container()));
  }

  /** Writes this node's status when it says something new and the last write is not too recent. */
  void report(long generation, Instant now, Duration atLeastApart) {
    NodeScanStatus status = new NodeScanStatus(generation, new ArrayList<>(results.values()));
    boolean early = lastWrite.isAfter(now.minus(atLeastApart));
    if (!status.equals(written) && !early) {
      reports.write(status);
      written = status;
      lastWrite = now;
    }
    hasUnwritten = !status.equals(written);
  }

  /** Whether something waits for its turn to be written. */
  boolean hasUnwritten() {
    return hasUnwritten || !unwritten.isEmpty();
  }

  Optional<Instant> nextRetry() {
    return retries.next();
  }
}
