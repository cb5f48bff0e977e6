package dev.imagescan.agent.root;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may still be read on behalf of one container or image. Whatever is read is charged here
 * first; past the end every charge throws, so that a hostile tree costs no more than this.
 *
 * <p>Any number of threads may charge a budget at once.
 */
public final class Budget {

  /** What one container or image may cost: entries listed, bytes read, and time. */
  public record Limits(long entries, long bytes, long fileBytes, int depth, Duration time) {

    /** Enough for the package databases of a large image with all its licence texts. */
    public static final Limits DEFAULT =
        new Limits(2_000_000, 2L << 30, 256L << 20, 256, Duration.ofSeconds(60));
  }

  private final Limits limits;
  private final long deadline;
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Starts the clock. */
  public Budget(Limits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /** What was allowed at the start. */
  public Limits limits() {
    return limits;
  }

  /** Charges directory entries at this path, and the time. */
  public void chargeEntries(String path, long count) throws UnreadableException {
    if (entries.addAndGet(count) > limits.entries()) {
      throw new UnreadableException(path, Unreadable.BUDGET_SPENT);
    }
    checkDeadline(path);
  }

  /** Charges bytes read from this path, and the time. */
  public void chargeBytes(String path, long count) throws UnreadableException {
    if (bytes.addAndGet(count) > limits.bytes()) {
      throw new UnreadableException(path, Unreadable.BUDGET_SPENT);
    }
    checkDeadline(path);
  }

  /** Bytes charged so far. */
  public long bytesRead() {
    return bytes.get();
  }

  private void checkDeadline(String path) throws UnreadableException {
    if (System.nanoTime() - deadline > 0) {
      throw new UnreadableException(path, Unreadable.DEADLINE);
    }
  }
}
