package dev.imagescan.operator.watch;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets an object be looked at once in a period, the first time at once. The SDK's own limiter lets
 * two through around the end of its first period.
 */
public final class AtMostEvery implements RateLimiter<AtMostEvery.Last> {

  private final Duration period;

  /** A limiter of that period. */
  public AtMostEvery(Duration period) {
    this.period = period;
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    return ((Last) state).take(period, System.nanoTime());
  }

  @Override
  public Last initState() {
    return new Last();
  }

  /** When an object was last let through. */
  public static final class Last implements RateLimitState {
    private boolean any;
    private long time;

    private synchronized Optional<Duration> take(Duration period, long now) {
      Duration left = any ? period.minusNanos(now - time) : Duration.ZERO;
      if (left.isPositive()) {
        return Optional.of(left);
      }
      any = true;
      time = now;
      return Optional.empty();
    }
  }
}
