package dev.imagescan.agent.inject;

/** Why a mount is not where it is to be, or not gone; the words stand in statuses. */
public enum Reason {
  /** A container, or its process, is no longer there or not the one that was meant. */
  CONTAINER_NOT_FOUND("ContainerNotFound"),
  /** The path that is to be mounted is not in its container. */
  SOURCE_MISSING("SourceMissing"),
  /** The mount point is missing, and is not to be made or cannot be. */
  MOUNT_POINT_MISSING("MountPointMissing"),
  /** Mounting there would take the container's system away, or hand out its root. */
  SYSTEM_PATH("SystemPath"),
  /** The mount that the mount point lies on is shared, so that others would get ours too. */
  SHARED_TARGET("SharedTarget"),
  /** A file cannot be mounted on a directory, nor the reverse. */
  TYPE_MISMATCH("TypeMismatch"),
  /** The container's mount table is full, or one volume has more mounts than are remembered. */
  TOO_MANY_MOUNTS("TooManyMounts"),
  /** The container changed while it was worked on: the next attempt finds out. */
  TARGET_CHANGED("TargetChanged"),
  /** Something in the container covers ours. */
  COVERED("Covered"),
  /** The container uses it. */
  BUSY("Busy"),
  /** The kernel refused a call, or a file system does not answer. */
  KERNEL_ERROR("KernelError");

  private final String word;

  Reason(String word) {
    this.word = word;
  }

  /** The one word of statuses. */
  public String word() {
    return word;
  }
}
