package dev.imagescan.agent.hold;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a decision about mounts builds on.
 *
 * @param held what was written down, by ID
 * @param seen what became of them, as far as it was looked at a short while ago
 * @param underway places about which something is being done: {@link Aside#place}
 * @param retries places at which something failed and has to wait
 * @param disabled why the agent may not touch mounts at all, if so
 */
record Situation(
    Map<String, MountResult> held,
    Map<String, Seen> seen,
    Set<String> underway,
    Retries retries,
    Optional<String> disabled,
    Instant now) {

  /** All that is about one place: the wanted mount, its entry, and those that it replaces. */
  record Place(String id, PlannedMount planned, MountResult main, List<MountResult> asides) {}

  Seen seen(MountResult entry) {
    return seen.get(entry.planned().id());
  }

  boolean mayInject() {
    return disabled.isEmpty();
  }

  boolean mayTry(String place) {
    return mayInject() && retries.mayTry(place, now);
  }
}
