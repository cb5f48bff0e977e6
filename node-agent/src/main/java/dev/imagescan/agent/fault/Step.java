package dev.imagescan.agent.fault;

/**
 * A point between two steps of work on a mount, in the order in which a mount meets them in its
 * life. After an agent was killed at any of them, the next one must bring the node to what is
 * wanted from what was written down.
 */
public enum Step {
  /** Nothing was done yet. */
  BEFORE_CLONE,
  /** There is a clone of the source that nobody sees. */
  AFTER_CLONE,
  /** What is about to be mounted is decided, and not written down. */
  BEFORE_WRITE_AHEAD,
  /** It is written down, and nothing is to be seen. */
  AFTER_WRITE_AHEAD,
  /** The clone is about to be placed; its mount point may be missing. */
  BEFORE_PLACE,
  /** A mount point that was missing has just been made. */
  AFTER_MAKE_MOUNT_POINT,
  /** The clone is visible in the container. */
  AFTER_PLACE,
  /** A new clone is about to be put beneath the mount that it replaces. */
  BEFORE_BENEATH,
  /** It lies there, and the old mount on top of it. */
  AFTER_BENEATH,
  /** The old mount is gone, and the new one is seen. */
  AFTER_UNMOUNT_OLD,
  /** A mount that is not wanted any more is about to be unmounted. */
  BEFORE_UNMOUNT,
  /** It is unmounted, and what was made for it is still there. */
  AFTER_UNMOUNT,
  /** All that was made for it is removed. */
  AFTER_RMDIR,
  /** What became of mounts is about to be written down. */
  BEFORE_STATUS,
  /** It is written down. */
  AFTER_STATUS
}
