package dev.imagescan.operator.finding;

import dev.imagescan.api.v1alpha1.IgnoredFinding;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of findings that are accepted at a time. Days are UTC's, and the last one counts; what
 * has an until that is no day is not accepted.
 *
 * @param all what somebody accepts or accepted
 * @param now the time
 */
record Accepted(List<IgnoredFinding> all, Instant now) {

  /** Entries are copied; absent are none. */
  Accepted {
    all = all == null ? List.of() : List.copyOf(all);
  }

  /** Why findings of this kind are accepted; empty when they are not. */
  Optional<String> reason(String id) {
    return all.stream()
        .filter(one -> one.id().equals(id) && holds(one))
        .map(IgnoredFinding::reason)
        .findFirst();
  }

  /** When the next of those that are accepted will not be any more. */
  Optional<Instant> next() {
    return all.stream()
        .filter(this::holds)
        .flatMap(one -> end(one).stream())
        .min(Instant::compareTo);
  }

  private boolean holds(IgnoredFinding one) {
    return one.until() == null || end(one).filter(now::isBefore).isPresent();
  }

  private static Optional<Instant> end(IgnoredFinding one) {
    try {
      return Optional.ofNullable(one.until())
          .map(day -> LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
