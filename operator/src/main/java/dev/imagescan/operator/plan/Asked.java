package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.Inspection;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What scans that are not suspended ask for together; grows as the scans are gone through. */
final class Asked {

  private final Set<Inspection> inspect = EnumSet.noneOf(Inspection.class);
  private Instant inspectAfter;
  private Instant nextRound;

  void add(Collection<Inspection> inspections, Optional<Round> round) {
    inspect.addAll(inspections);
    round.map(Round::start).ifPresent(this::after);
    round
        .map(Round::next)
        .filter(next -> nextRound == null || next.isBefore(nextRound))
        .ifPresent(next -> nextRound = next);
  }

  /** What was found out for an earlier time does not do. */
  void after(Instant start) {
    if (inspectAfter == null || start.isAfter(inspectAfter)) {
      inspectAfter = start;
    }
  }

  boolean has(Inspection inspection) {
    return inspect.contains(inspection);
  }

  /** In the order of the kinds of inspection. */
  List<Inspection> inspect() {
    return List.copyOf(inspect);
  }

  /** The latest time that an answer must be for, as plans have it; null when any does. */
  String inspectAfter() {
    return inspectAfter == null ? null : inspectAfter.toString();
  }

  /** When a scan asks anew, if one does. */
  Optional<Instant> nextRound() {
    return Optional.ofNullable(nextRound);
  }
}
