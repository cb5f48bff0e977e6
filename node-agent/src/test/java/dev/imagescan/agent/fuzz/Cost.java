package dev.imagescan.agent.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What the current thread has used so far. Its own time counts and not the clock's, because other
 * programs take their part of a machine.
 */
record Cost(Duration time, long bytes) {

  /** No input of {@link Stretched#LONGEST} bytes may take longer. */
  static final Duration MOST_TIME = Duration.ofSeconds(2);

  /** Nor need more than this, and so many times its own length. */
  static final long MOST_BYTES = 64L << 20;

  private static final int FOLD = 64;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Cost now() {
    return new Cost(
        Duration.ofNanos(THREADS.getCurrentThreadCpuTime()),
        THREADS.getCurrentThreadAllocatedBytes());
  }

  /** Fails when more was used since then than an input of this length may need. */
  static void check(Cost before, int length) {
    Cost after = now();
    Duration time = after.time().minus(before.time());
    long bytes = after.bytes() - before.bytes();
    if (time.compareTo(MOST_TIME) > 0) {
      throw new AssertionError(length + " bytes took " + time.toMillis() + " ms");
    }
    if (bytes > MOST_BYTES + (long) FOLD * length) {
      throw new AssertionError(length + " bytes made it allocate " + (bytes >> 20) + " MiB");
    }
  }
}
