package dev.imagescan.agent.inject;

import java.io.IOException;
import java.time.Duration;

/** Tries again what fails while somebody uses something for a moment. */
final class Patience {

  private static final Duration PAUSE = Duration.ofMillis(2);

  /** What is tried. */
  interface Attempt {
    boolean succeeds() throws IOException;
  }

  private Patience() {}

  /** Tries at least once, and until it succeeds or the time is over; false then. */
  static boolean until(Duration most, Attempt attempt) throws IOException {
    long end = System.nanoTime() + most.toNanos();
    while (!attempt.succeeds()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
