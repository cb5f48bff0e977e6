package dev.imagescan.operator.progress;

import java.time.Instant;
import java.util.List;

/** How far the inspection of one container got. */
public sealed interface Outcome {

  /**
   * It was inspected.
   *
   * @param time when that ended
   * @param added how many packages it has that its image has not
   * @param findings the IDs of what is found about it, each once
   */
  record Inspected(Instant time, int added, List<String> findings) implements Outcome {

    /** Findings are copied. */
    public Inspected {
      findings = List.copyOf(findings);
    }
  }

  /**
   * It could not be inspected.
   *
   * @param reason why, for programs
   * @param message why, for people
   * @param time when it was tried; null if nobody could try
   */
  record Failed(String reason, String message, Instant time) implements Outcome {}

  /** Its agent is still to do it. */
  record Pending() implements Outcome {}

  /**
   * Its node has had no agent for so long that somebody must look.
   *
   * @param since since when
   */
  record Blocked(Instant since) implements Outcome {}
}
