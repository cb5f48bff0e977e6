package dev.imagescan.agent.node;

import java.time.Duration;
import java.time.Instant;

/**
 * Gives memory back once the work is done: the heap that reading a large image took is collected
 * when nothing has been inspected for a while, and the JVM's flags let it shrink then. Without this
 * it stays as large as it ever was, because an idle agent allocates too little to be collected.
 *
 * <p>One thread may use it.
 */
final class IdleMemory {

  /** How long nothing must have happened: a collection in the midst of work helps nobody. */
  static final Duration QUIET = Duration.ofSeconds(10);

  private final Runnable collect;
  private boolean used;
  private Instant lastBusy = Instant.MIN;

  IdleMemory(Runnable collect) {
    this.collect = collect;
  }

  /** Looks whether there is something to give back, and does so once it is time. */
  void look(boolean busy, Instant now) {
    if (busy) {
      used = true;
      lastBusy = now;
    } else if (used && !now.isBefore(lastBusy.plus(QUIET))) {
      used = false;
      collect.run();
    }
  }

  /** Whether it wants to be asked again soon. */
  boolean isWaiting() {
    return used;
  }
}
