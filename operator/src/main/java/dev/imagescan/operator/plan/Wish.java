package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.ScanSpec;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What all scans together want of one container; grows as the scans are gone through. */
final class Wish {

  private final Target target;
  private final Set<Inspection> inspect = EnumSet.noneOf(Inspection.class);
  private Instant inspectAfter;
  private Instant nextRound;
  private boolean showsPackages;

  Wish(Target target) {
    this.target = target;
  }

  void add(ScanSpec scan, Optional<Round> round) {
    showsPackages |= scan.inspect().contains(Inspection.PACKAGES);
    if (scan.suspended()) {
      return;
    }
    inspect.addAll(scan.inspect());
    round
        .map(Round::start)
        .filter(start -> inspectAfter == null || start.isAfter(inspectAfter))
        .ifPresent(start -> inspectAfter = start);
    round
        .map(Round::next)
        .filter(next -> nextRound == null || next.isBefore(nextRound))
        .ifPresent(next -> nextRound = next);
  }

  /** When a scan asks for it anew, if one does. */
  Optional<Instant> nextRound() {
    return Optional.ofNullable(nextRound);
  }

  Target target() {
    return target;
  }

  /** Its image, if a scan shows its packages. */
  Optional<ImageKey> image() {
    return showsPackages ? target.image() : Optional.empty();
  }

  /** Whether its packages are to be read now, and not only kept. */
  boolean readsPackages() {
    return inspect.contains(Inspection.PACKAGES);
  }

  PlannedContainer planned() {
    return new PlannedContainer(
        target.pod().namespace(),
        target.pod().name(),
        target.pod().uid(),
        target.container().name(),
        target.container().containerID(),
        image().map(ImageKey::reportName).orElse(null),
        List.copyOf(inspect),
        inspectAfter == null ? null : inspectAfter.toString(),
        inspect.contains(Inspection.CONTAINMENT) ? target.container().declared() : null);
  }
}
