package dev.imagescan.agent.linux;

import jnr.ffi.Pointer;

/**
 * Which mount an open file lies on.
 *
 * @param unique the ID that no other mount has or will have until the machine starts anew
 * @param id the ID that mount tables show; another mount may get it later
 * @param isRoot whether the file is the root of its mount
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2), stx_mnt_id; Linux 6.8
 *     has the unique one</a>
 */
public record MountIdentity(long unique, int id, boolean isRoot) {

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int STATX_MNT_ID = 0x1000;
  private static final int STATX_MNT_ID_UNIQUE = 0x4000;
  private static final long STATX_ATTR_MOUNT_ROOT = 0x2000;

  /** Asks about an open file, which may have been opened with {@link Open#O_PATH}. */
  public static MountIdentity of(Fd fd) throws LinuxException {
    Pointer statx = ask(fd, STATX_MNT_ID_UNIQUE);
    long unique = statx.getLong(144);
    boolean isRoot = (statx.getLong(8) & STATX_ATTR_MOUNT_ROOT) != 0;
    return new MountIdentity(unique, (int) ask(fd, STATX_MNT_ID).getLong(144), isRoot);
  }

  private static Pointer ask(Fd fd, int mask) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    Pointer statx = scratch.struct;
    int number = fd.number();
    long empty = scratch.path(Syscall.STATX, "");
    Kernel.statx(number, empty, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, mask, statx);
    if ((statx.getInt(0) & mask) == 0) {
      throw new LinuxException(
          "statx", number + ", the kernel tells no mount ID", Errno.ENOSYS.number());
    }
    return statx;
  }
}
