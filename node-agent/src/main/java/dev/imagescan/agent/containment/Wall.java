package dev.imagescan.agent.containment;

/**
 * What stops a mount, in the order in which the kernel comes to it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount.2.html">mount(2)</a>
 */
enum Wall {
  /** A seccomp filter refuses the system calls. */
  SECCOMP("Seccomp", "a seccomp filter"),
  /** No SYS_ADMIN in the user namespace that owns the mount namespace. */
  SYS_ADMIN("SysAdmin", "CAP_SYS_ADMIN is missing, and there are no user namespaces to be had"),
  /** A root that was changed by chroot may not make user namespaces. */
  CHROOT("Chroot", "CAP_SYS_ADMIN is missing, and a changed root may make no user namespace"),
  /** A setting of the kernel or of an LSM keeps the unprivileged from user namespaces. */
  USER_NAMESPACES_RESTRICTED(
      "UserNamespacesRestricted",
      "CAP_SYS_ADMIN is missing, and a sysctl restricts user namespaces"),
  /** An AppArmor profile. */
  APP_ARMOR("AppArmor", "an AppArmor profile"),
  /** An SELinux policy. */
  SELINUX("SELinux", "the SELinux policy"),
  /** Landlock rules that the process, or the one that started it, put on itself. */
  LANDLOCK("Landlock", "Landlock rules of its own, which cannot be seen from outside"),
  /** The kernel does not have that file system. */
  NOT_IN_KERNEL("NotInKernel", "the kernel has no such file system"),
  /** The file system may be mounted with the host's capabilities only. */
  NOT_IN_USER_NAMESPACES("NotInUserNamespaces", "it may be mounted by the host's own users only"),
  /** What is visible of proc or sysfs is covered in part, and a new mount would show it. */
  COVERED("Covered", "parts of it are covered here, and a new mount would uncover them"),
  /** There is no device node that it may open, and none can be made. */
  NO_DEVICE_NODE(
      "NoDeviceNode", "there is no device node that it may open, and CAP_MKNOD is missing"),
  /** The device control group. */
  DEVICE_CGROUP("DeviceCgroup", "the device control group");

  private final String id;
  private final String sentence;

  Wall(String id, String sentence) {
    this.id = id;
    this.sentence = sentence;
  }

  /** Its name in reports. */
  String id() {
    return id;
  }

  /** What it is, for people. */
  String sentence() {
    return sentence;
  }
}
