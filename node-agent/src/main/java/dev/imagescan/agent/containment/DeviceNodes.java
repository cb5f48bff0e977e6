package dev.imagescan.agent.containment;

/**
 * Which device nodes lie in a container's /dev.
 *
 * @param fuse /dev/fuse, open to its first process
 * @param block any of a block device
 * @param hostBlock one of a block device on which the host has a file system
 * @param known whether the /dev was read; what is not seen there may be there otherwise
 */
record DeviceNodes(boolean fuse, boolean block, boolean hostBlock, boolean known) {

  /** None of them. */
  static final DeviceNodes NONE = new DeviceNodes(false, false, false, true);

  /** A /dev that is not read: one in a file system of the container's own, or below one. */
  static final DeviceNodes UNKNOWN = new DeviceNodes(false, false, false, false);
}
