package dev.imagescan.e2e.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits with a deadline: every wait names what it waits for, so that a timeout reads as a sentence.
 */
public final class Waiting {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private Waiting() {}

  /** Returns as soon as {@code condition} holds; throws once it has not for {@code deadline}. */
  public static void until(String what, Duration deadline, BooleanSupplier condition) {
    forValue(what, deadline, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** Returns the first value there is; throws if there is none before {@code deadline}. */
  public static <T> T forValue(String what, Duration deadline, Supplier<Optional<T>> source) {
    Instant end = Instant.now().plus(deadline);
    while (true) {
      Optional<T> value = source.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException(
            "waited %d s in vain for: %s".formatted(deadline.toSeconds(), what));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted while waiting for: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
