package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One turn of a scan that repeats. Rounds follow from the scan's creation time alone, so that every
 * replica of the operator, and the same one after a restart, sees the same round.
 *
 * @param start an inspection that ended before it is done again
 * @param next when the next round starts
 */
public record Round(Instant start, Instant next) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** The round of a scan at a time; empty when it does not repeat or is suspended. */
  public static Optional<Round> of(Scan scan, Instant now) {
    if (scan.getSpec().suspended()) {
      return Optional.empty();
    }
    return GoDuration.parse(scan.getSpec().rescanInterval())
        .filter(interval -> interval.compareTo(SHORTEST) >= 0)
        .map(interval -> of(created(scan, now), interval, now));
  }

  private static Round of(Instant created, Duration interval, Instant now) {
    long passed = Math.max(0, Duration.between(created, now).dividedBy(interval));
    Instant start = created.plus(interval.multipliedBy(passed));
    return new Round(start, start.plus(interval));
  }

  private static Instant created(Scan scan, Instant otherwise) {
    return Timestamp.parse(scan.getMetadata().getCreationTimestamp()).orElse(otherwise);
  }
}
