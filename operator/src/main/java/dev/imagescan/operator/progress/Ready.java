package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanTarget;
import dev.imagescan.operator.plan.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * What the condition Ready says.
 *
 * @param status whether everything was done, now or before for the same specification
 * @param reason how far it is, for programs
 * @param message how far it is, for people
 */
record Ready(Status status, String reason, String message) {

  /** The type of the condition. */
  static final String TYPE = "Ready";

  /**
   * What is to be said of a scan.
   *
   * @param settled whether all was done once for the scan's present specification
   */
  static Ready of(Scan scan, Progress progress, boolean settled) {
    boolean ready = progress.done() || settled;
    return new Ready(
        ready ? Status.TRUE : Status.FALSE, reason(progress, ready), message(scan, progress));
  }

  private static String reason(Progress progress, boolean ready) {
    if (progress.containers().matched() == 0 && progress.nodesRead().wanted() == 0) {
      return ready ? "NoTargets" : "PodsStarting";
    }
    if (!progress.done()) {
      return "Inspecting";
    }
    return progress.allRead() ? "Inspected" : "InspectedWithFailures";
  }

  private static String message(Scan scan, Progress progress) {
    List<String> parts = new ArrayList<>();
    boolean ofPods = Selection.asksOf(scan, ScanTarget.PODS);
    if (ofPods && progress.containers().matched() > 0) {
      containers(progress, parts);
    } else if (ofPods) {
      parts.add(
          progress.starting() == 0
              ? "No running container matches"
              : "No running container matches yet: " + starting(progress));
    }
    if (Selection.asksOf(scan, ScanTarget.NODES)) {
      nodes(progress.nodesRead(), parts);
    }
    return String.join(", ", parts) + (progress.allRead() ? "." : ": see status.failures.");
  }

  private static void containers(Progress progress, List<String> parts) {
    ContainerCounts containers = progress.containers();
    parts.add(containers.inspected() + " of " + containers.matched() + " containers inspected");
    failed(containers.failed(), parts);
    if (progress.images() != null) {
      parts.add(progress.readImages() + " of " + progress.images() + " images read");
    }
    if (progress.starting() > 0) {
      parts.add(starting(progress));
    }
  }

  private static void nodes(NodesRead nodes, List<String> parts) {
    if (nodes.wanted() == 0) {
      parts.add(parts.isEmpty() ? "No linux node matches" : "no linux node matches");
      return;
    }
    parts.add(nodes.read() + " of " + nodes.wanted() + " nodes read");
    failed(nodes.failed(), parts);
  }

  private static void failed(int count, List<String> parts) {
    if (count > 0) {
      parts.add(count + " failed");
    }
  }

  private static String starting(Progress progress) {
    return progress.starting() + (progress.starting() == 1 ? " pod is" : " pods are") + " starting";
  }
}
