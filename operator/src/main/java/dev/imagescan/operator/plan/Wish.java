package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.ScanSpec;
import java.time.Instant;
import java.util.Optional;

/** What all scans together want of one container; grows as the scans are gone through. */
final class Wish {

  private final Target target;
  private final Asked asked = new Asked();
  private boolean showsPackages;

  Wish(Target target) {
    this.target = target;
  }

  void add(ScanSpec scan, Optional<Round> round) {
    showsPackages |= scan.inspect().contains(Inspection.PACKAGES);
    if (!scan.suspended()) {
      asked.add(scan.inspect(), round);
    }
  }

  /** When a scan asks for it anew, if one does. */
  Optional<Instant> nextRound() {
    return asked.nextRound();
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
    return asked.has(Inspection.PACKAGES);
  }

  PlannedContainer planned() {
    return new PlannedContainer(
        target.pod().namespace(),
        target.pod().name(),
        target.pod().uid(),
        target.container().name(),
        target.container().containerID(),
        image().map(ImageKey::reportName).orElse(null),
        asked.inspect(),
        asked.inspectAfter(),
        asked.has(Inspection.CONTAINMENT) ? target.container().declared() : null);
  }
}
