package dev.imagescan.agent.linux;

/**
 * Puts the calling thread elsewhere. It must be a thread that does nothing else and ends
 * afterwards: paths, classes and native code would be looked for where it is then.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>
 */
public final class Namespaces {

  public static final int CLONE_FS = 0x200;
  public static final int CLONE_NEWNS = 0x20000;

  /** {@code _IO(0xb7, 0x1)}. */
  private static final int NS_GET_USERNS = 0xb701;

  private Namespaces() {}

  /**
   * The inode of the user namespace that owns a namespace: what its link below /proc names.
   *
   * @param namespace an open file below /proc/PID/ns
   * @throws LinuxException also when that user namespace is not below our own
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl_ns.2.html">ioctl_ns(2)</a>
   */
  public static long owner(Fd namespace) throws LinuxException {
    int number = namespace.number();
    long found =
        Kernel.call(Syscall.IOCTL, () -> number + ", NS_GET_USERNS", number, NS_GET_USERNS);
    try (Fd owner = new Fd((int) found)) {
      return Stat.of(owner).inode();
    }
  }

  /**
   * Lets the calling thread have memory for calls that an earlier one has left, does the work, and
   * leaves it to the next: a new thread for each mount would cost 70 KB until the collector runs.
   */
  public static void onLentMemory(Runnable work) {
    Kernel.borrow();
    try {
      work.run();
    } finally {
      Kernel.giveBack();
    }
  }

  /** Gives the thread its own copy of what threads share, {@code CLONE_…}. */
  public static void unshare(int flags) throws LinuxException {
    Kernel.call(Syscall.UNSHARE, () -> "0x" + Integer.toHexString(flags), flags);
  }

  /** Enters a mount namespace; the thread's root and working directory are its root then. */
  public static void enterMounts(Fd namespace) throws LinuxException {
    int number = namespace.number();
    Kernel.call(Syscall.SETNS, () -> number + ", CLONE_NEWNS", number, CLONE_NEWNS);
  }

  /** Makes an open directory the thread's working directory. */
  public static void goTo(Fd directory) throws LinuxException {
    int number = directory.number();
    Kernel.call(Syscall.FCHDIR, () -> String.valueOf(number), number);
  }

  /** Makes an open directory the thread's root and working directory. */
  public static void takeAsRoot(Fd directory) throws LinuxException {
    goTo(directory);
    long here = Kernel.scratch().path(Syscall.CHROOT, ".");
    Kernel.call(Syscall.CHROOT, () -> "\".\"", here);
  }

  /** Which permissions files that the thread makes do not get. */
  public static void mask(int permissions) throws LinuxException {
    Kernel.call(Syscall.UMASK, () -> Integer.toOctalString(permissions), permissions);
  }
}
