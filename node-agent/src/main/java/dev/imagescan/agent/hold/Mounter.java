package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.util.Optional;

/**
 * Makes, finds and removes mounts in containers. Every call may take long, and is made on a thread
 * of its own; many may be made at once, but never two about the same mount.
 */
public interface Mounter {

  /** A clone of a mount's source, which nobody sees until it is placed. */
  interface Prepared extends AutoCloseable {

    /** What it will look like when it is placed: enough to find it again after a crash. */
    PlacedMount expected();

    /** Lets it vanish, if it was not placed. May be called by any thread, and more than once. */
    @Override
    void close();
  }

  /** Why a mount that is not wanted any more is not gone, as {@link MountFailure} says it. */
  record Obstacle(String reason, String message) {}

  /** Clones the source. */
  Prepared detach(PlannedMount planned) throws MountFailure;

  /** Makes the clone visible in the container; says what is there now. */
  PlacedMount place(PlannedMount planned, Prepared prepared) throws MountFailure;

  /** Puts the clone beneath an old mount and unmounts that, so that there is no gap. */
  PlacedMount replace(PlannedMount planned, Prepared prepared, PlacedMount old) throws MountFailure;

  /** Looks what became of a mount. One whose IDs were not written down is known by its identity. */
  Seen look(MountResult held) throws MountFailure;

  /**
   * Unmounts, if the mount is there, what is ours and on top; removes the directories that were
   * made for it, if they are empty; then looks whether the container holds on to the file system.
   * Can be repeated.
   *
   * @param last whether it is the last mount of its source in the container: only then it matters
   *     who holds on to the file system, and only then a copy of it is none of ours
   * @return empty when nothing of it is left
   */
  Optional<Obstacle> remove(MountResult held, boolean last) throws MountFailure;

  /**
   * Clears away what an attempt to place a mount may have left that was cut short: directories, or
   * mounts of ours that show nothing. Can be repeated.
   */
  void clear(MountResult held) throws MountFailure;

  /** Ends a carrier that waits to be emptied. That it has ended already is no failure. */
  void release(ReleasedCarrier carrier) throws MountFailure;

  /** Makes a mount read-only that is covered and hence cannot be unmounted. Can be repeated. */
  void makeReadOnly(MountResult held) throws MountFailure;
}
