package dev.imagescan.agent.linux;

import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * What the kernel knows of a file without asking anybody else: a file system in user space or over
 * a network is not asked, its remembered attributes are taken.
 *
 * @param mode type and permission bits
 * @param uid the owner
 * @param gid the group
 * @param links the number of hard links
 * @param inode the inode's number
 * @param size in bytes
 * @param blocks how much of the disk it takes, in units of 512 bytes
 * @param specialDevice the device that a device node stands for
 * @param device the device of the file system
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 */
public record Stat(
    int mode,
    long uid,
    long gid,
    long links,
    long inode,
    long size,
    long blocks,
    Device specialDevice,
    Device device) {

  private static final int S_IFMT = 0xF000;
  private static final int S_IFIFO = 0x1000;
  private static final int S_IFSOCK = 0xC000;
  private static final int S_IFCHR = 0x2000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFBLK = 0x6000;
  private static final int S_IFREG = 0x8000;
  private static final int S_IFLNK = 0xA000;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_STATX_DONT_SYNC = 0x4000;
  private static final int STATX_BASIC_STATS = 0x7ff;

  /** A device's numbers. */
  public record Device(int major, int minor) {
    @Override
    public String toString() {
      return major + ":" + minor;
    }
  }

  /** Asks about an open file, which may have been opened with {@link Open#O_PATH}. */
  public static Stat of(Fd fd) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    Pointer statx = scratch.struct;
    Kernel.statx(
        fd.number(),
        scratch.path(Syscall.STATX, ""),
        AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
        STATX_BASIC_STATS,
        statx);
    return new Stat(
        statx.getShort(28) & 0xffff,
        statx.getInt(20) & 0xffffffffL,
        statx.getInt(24) & 0xffffffffL,
        statx.getInt(16) & 0xffffffffL,
        statx.getLong(32),
        statx.getLong(40),
        statx.getLong(48),
        new Device(statx.getInt(128), statx.getInt(132)),
        new Device(statx.getInt(136), statx.getInt(140)));
  }

  /**
   * Asks about a name itself, whatever it stands for; empty when there is none.
   *
   * @param resolve rules about the way there, as {@link Open} has them
   */
  public static Optional<Stat> ifThere(Fd directory, String path, long resolve)
      throws LinuxException {
    Optional<Fd> found = Open.ifThere(directory, path, Open.O_PATH | Open.O_NOFOLLOW, resolve);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Fd fd = found.get()) {
      return Optional.of(of(fd));
    }
  }

  public boolean isRegular() {
    return (mode & S_IFMT) == S_IFREG;
  }

  /** Whether anybody may execute it. */
  public boolean isExecutable() {
    return (mode & 0111) != 0;
  }

  /** Whether who executes it gets the rights of its owner or group. */
  public boolean isSetId() {
    return isRegular() && (mode & 06000) != 0;
  }

  /** Set-user-ID, set-group-ID and sticky bits, and the permissions. */
  public int permissions() {
    return mode & 07777;
  }

  /** Whether it is the same type of node as another. */
  public boolean isTypeOf(Stat other) {
    return (mode & S_IFMT) == (other.mode & S_IFMT);
  }

  public boolean isFifo() {
    return (mode & S_IFMT) == S_IFIFO;
  }

  public boolean isSocket() {
    return (mode & S_IFMT) == S_IFSOCK;
  }

  public boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  public boolean isCharacterDevice() {
    return (mode & S_IFMT) == S_IFCHR;
  }

  public boolean isBlockDevice() {
    return (mode & S_IFMT) == S_IFBLK;
  }

  public boolean isSymbolicLink() {
    return (mode & S_IFMT) == S_IFLNK;
  }

  /** An overlay's mark for a name that the layer removes: the character device 0:0. */
  public boolean isWhiteout() {
    return (mode & S_IFMT) == S_IFCHR && specialDevice.equals(new Device(0, 0));
  }
}
