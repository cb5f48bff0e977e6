package dev.imagescan.agent.linux;

/**
 * The security module with which processes restrict themselves. The kernel tells nobody which ones
 * have: neither /proc nor a system call has anything of it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/landlock.7.html">landlock(7)</a>
 */
public final class Landlock {

  private static final int LANDLOCK_CREATE_RULESET_VERSION = 1;

  private Landlock() {}

  /** Whether the kernel has it, and it is switched on; also where it does not let us ask. */
  public static boolean mayBeUsed() {
    long version =
        Kernel.attempt(Syscall.LANDLOCK_CREATE_RULESET, 0, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version != -Errno.ENOSYS.number() && version != -Errno.EOPNOTSUPP.number();
  }
}
