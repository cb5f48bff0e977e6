package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.NodeResult;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What was found out about the node itself, and whether its report says so. A write that throws
 * leaves everything as it was. One thread may use it.
 */
final class NodeFindings {

  /** What attempts and retries call the node: no container's ID and no image's report. */
  static final String KEY = "node";

  /** What retries call the writing of its report. */
  static final String REPORT = "report of the node";

  // Somebody may delete the report, and the garbage collector that of an earlier Node of this name.
  private static final Duration LOOKS_AGAIN = Duration.ofMinutes(5);

  private final Reports reports;
  private final Retries retries;
  private NodeResult result;
  private Outcome.OfNode refused;

  /** Whose report is there, by the Node's UID, as far as is known. */
  private Optional<String> reportOf = Optional.empty();

  private Instant looked;

  /** What this agent wrote last into the report that is there; null when that was another's. */
  private ReportDigest written;

  NodeFindings(Reports reports, Retries retries) {
    this.reports = reports;
    this.retries = retries;
  }

  /** Goes on from what an earlier agent left: what has no report is found out anew. */
  void takeOver(Optional<NodeResult> left, Instant now) {
    reportOf = reports.ownerOfNodeReport();
    looked = now;
    result = reportOf.isPresent() ? left.orElse(null) : null;
  }

  /**
   * Forgets the answer whose report is gone, or is that of an earlier Node of the same name and
   * about to go with it; the node is inspected anew then. A call that throws is not made again
   * before the next time, so that it cannot hold up everything else.
   *
   * @param owners the NodeScan's
   */
  void look(List<OwnerReference> owners, Instant now) {
    if (reportOf.isEmpty()) {
      return;
    }
    if (Duration.between(looked, now).abs().compareTo(LOOKS_AGAIN) >= 0) {
      looked = now;
      reportOf = reports.ownerOfNodeReport();
    }
    String node = NodeReportWriter.ownerUid(owners);
    if (reportOf.isEmpty() || (!node.isEmpty() && !reportOf.get().equals(node))) {
      written = null;
      // What was refused is not in the report anyway, and is still to be written.
      result = refused == null ? null : result;
    }
  }

  /** Whether the node is to be inspected now; forgets what is not planned any more. */
  boolean isDue(PlannedNode planned, Set<String> underway, Instant now) {
    if (planned == null) {
      result = null;
      refused = null;
      return false;
    }
    NodeResult answered = refused == null ? result : result(refused, now);
    return !underway.contains(KEY) && retries.mayTry(KEY, now) && Work.isDue(planned, answered);
  }

  /**
   * Writes the report, unless it says the same already, and only then counts the node as inspected.
   */
  void write(Outcome.OfNode found, List<OwnerReference> owners, Instant now) {
    NodeResult answer = result(found, now);
    if (result != null && isSameFailure(result, answer)) {
      return;
    }
    ReportDigest digest = ReportDigest.of(found.status());
    if (digest.equals(written) || isTaken(found, digest, owners, now)) {
      refused = null;
      result = answer;
      retries.succeeded(REPORT);
    } else {
      refused = found;
      retries.failed(REPORT, now);
      result = refusedResult(answer);
    }
  }

  private boolean isTaken(
      Outcome.OfNode found, ReportDigest digest, List<OwnerReference> owners, Instant now) {
    boolean taken = reports.write(found.status(), owners);
    if (taken) {
      reportOf = Optional.of(NodeReportWriter.ownerUid(owners));
      looked = now;
      written = digest;
    }
    return taken;
  }

  /** Tries once more to write a report that was refused. */
  void writeRefused(List<OwnerReference> owners, Instant now) {
    if (refused != null && retries.mayTry(REPORT, now)) {
      write(refused, owners, now);
    }
  }

  /** Deletes the report when nobody wants it. */
  void deleteUnwanted(PlannedNode planned) {
    if (planned == null && reportOf.isPresent() && reports.deleteNodeReport()) {
      reportOf = Optional.empty();
      written = null;
    }
  }

  /** For the status; null when there is nothing to say. */
  NodeResult result() {
    return result;
  }

  private static NodeResult result(Outcome.OfNode found, Instant now) {
    return new NodeResult(
        found.status().state(),
        found.planned().inspect(),
        found.status().reason(),
        found.status().message(),
        found.planned().inspectAfter(),
        now.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static NodeResult refusedResult(NodeResult answer) {
    return new NodeResult(
        State.FAILED,
        answer.inspected(),
        "ReportRefused",
        "the API server refused the NodeReport; the agent's log says why",
        answer.inspectAfter(),
        answer.time());
  }

  private static boolean isSameFailure(NodeResult last, NodeResult now) {
    return now.state() == State.FAILED
        && last.state() == State.FAILED
        && Objects.equals(last.reason(), now.reason())
        && Objects.equals(last.message(), now.message())
        && Objects.equals(last.inspectAfter(), now.inspectAfter());
  }
}
