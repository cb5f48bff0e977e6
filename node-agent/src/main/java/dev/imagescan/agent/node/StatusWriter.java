package dev.imagescan.agent.node;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Writes this node's status when it says something new, or when the NodeScan is another one than
 * before, and not too often. One thread may use it.
 */
final class StatusWriter {

  private static final Duration APART = Duration.ofSeconds(1);

  private final Reports reports;
  private final FaultPoints faults;
  private NodeScanStatus written;
  private String writtenTo;
  private Instant lastWrite = Instant.EPOCH;
  private boolean waits;

  StatusWriter(Reports reports, FaultPoints faults) {
    this.reports = reports;
    this.faults = faults;
  }

  /**
   * Writes the status, if it is time.
   *
   * @param uid of the NodeScan: a new one of the same name has no status yet
   */
  void write(String uid, NodeScanStatus status, Instant now) {
    boolean isNews = !status.equals(written) || !Objects.equals(uid, writtenTo);
    // A clock that was set back must not make this wait until it is as late again.
    boolean isEarly = lastWrite.isAfter(now.minus(APART)) && !lastWrite.isAfter(now);
    if (isNews && !isEarly) {
      faults.reached(Step.BEFORE_STATUS);
      writeNow(uid, status);
      lastWrite = now;
      faults.reached(Step.AFTER_STATUS);
    }
    waits = isNews && isEarly;
  }

  /**
   * Writes the status whatever the time. The next ordinary one need not wait longer for that.
   *
   * @return false when it was refused
   */
  boolean writeNow(String uid, NodeScanStatus status) {
    boolean taken = reports.write(status);
    written = taken ? status : null;
    writtenTo = uid;
    return taken;
  }

  /** Whether a status waits for its turn; one that was refused is tried again without haste. */
  boolean waits() {
    return waits;
  }
}
