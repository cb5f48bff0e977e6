package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.operator.inject.WantedMount;
import dev.imagescan.operator.progress.Mounts.Mount;
import dev.imagescan.operator.progress.Mounts.Standing;

/**
 * What is to be said of a mount.
 *
 * @param standing how it stands
 * @param state the same, as the status names it
 * @param reason why, in one word, or null
 * @param message why, for people, or null
 */
record MountWord(Standing standing, String state, String reason, String message) {

  private static final String PENDING = "Pending";

  /** It waits for somebody to look. */
  static MountWord stuck(String reason, String message) {
    return new MountWord(Standing.STUCK, PENDING, reason, message);
  }

  /** It waits for a carrier. */
  static MountWord carrierPending(String message) {
    return new MountWord(Standing.PENDING, PENDING, "CarrierPending", message);
  }

  /** It is the agent's turn. */
  static MountWord soon() {
    return new MountWord(Standing.PENDING, PENDING, null, null);
  }

  Mount about(WantedMount mount, Boolean idmapped) {
    return new Mount(
        standing,
        new MountSummary(
            mount.target().pod().name(),
            mount.target().container().name(),
            mount.mountPath(),
            mount.target().node().name(),
            state,
            reason,
            message == null ? null : Compliant.bounded(message),
            idmapped));
  }
}
