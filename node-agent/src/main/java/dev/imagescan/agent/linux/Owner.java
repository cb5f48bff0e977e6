package dev.imagescan.agent.linux;

import jnr.ffi.Pointer;

/**
 * The user and group that a file belongs to, and that a thread can be for file systems.
 *
 * @param uid unsigned, of our own user namespace
 * @param gid unsigned, of our own user namespace
 * @see <a href="https://man7.org/linux/man-pages/man2/setfsuid.2.html">setfsuid(2)</a>
 */
public record Owner(long uid, long gid) {

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int STATX_UID_GID = 0x8 | 0x10;
  private static final long UNSIGNED = 0xffffffffL;
  private static final long NOBODY = -1;

  /** Whom an open file belongs to. */
  public static Owner of(Fd fd) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    Pointer statx = scratch.struct;
    long empty = scratch.path(Syscall.STATX, "");
    Kernel.statx(fd.number(), empty, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_UID_GID, statx);
    return new Owner(statx.getInt(20) & UNSIGNED, statx.getInt(24) & UNSIGNED);
  }

  /** Whom this thread is for file systems now. */
  public static Owner ofThread() {
    return new Owner(
        Kernel.attempt(Syscall.SETFSUID, NOBODY) & UNSIGNED,
        Kernel.attempt(Syscall.SETFSGID, NOBODY) & UNSIGNED);
  }

  /**
   * Makes this thread be that for file systems. Other than root has no capabilities over files
   * then; being root again brings them back.
   *
   * @throws LinuxException when CAP_SETUID or CAP_SETGID is missing: the kernel itself says nothing
   */
  public void become() throws LinuxException {
    Kernel.attempt(Syscall.SETFSGID, gid);
    Kernel.attempt(Syscall.SETFSUID, uid);
    if (!ofThread().equals(this)) {
      throw new LinuxException("setfsuid", uid + ", group " + gid, Errno.EPERM.number());
    }
  }
}
