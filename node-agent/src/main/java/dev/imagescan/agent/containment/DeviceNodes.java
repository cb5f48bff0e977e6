package dev.imagescan.agent.containment;

/**
 * Which device nodes lie in a container's /dev.
 *
 * @param fuse /dev/fuse, open to its first process
 * @param block any of a block device
 * @param hostBlock one of a block device on which the host has a file system
 */
record DeviceNodes(boolean fuse, boolean block, boolean hostBlock) {

  /** None of them, or a /dev that is not read. */
  static final DeviceNodes NONE = new DeviceNodes(false, false, false);
}
