package dev.imagescan.agent.linux;

import java.util.Optional;
import jnr.ffi.Pointer;

/**
 * Opens files. The flags are the kernel's, by its names; {@code O_CLOEXEC} is always set.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class Open {

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_NOCTTY = 0x100;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_DIRECTORY;
  public static final int O_NOFOLLOW;
  public static final int O_PATH = 0x200000;

  public static final long RESOLVE_NO_XDEV = 0x01;
  public static final long RESOLVE_NO_MAGICLINKS = 0x02;
  public static final long RESOLVE_NO_SYMLINKS = 0x04;
  public static final long RESOLVE_BENEATH = 0x08;
  public static final long RESOLVE_IN_ROOT = 0x10;

  private static final int O_CLOEXEC = 0x80000;
  private static final int AT_FDCWD = -100;
  private static final int SIZE_OF_OPEN_HOW = 24;
  private static final int ATTEMPTS = 64;

  static {
    boolean arm = Architecture.current() == Architecture.AARCH64;
    O_DIRECTORY = arm ? 0x4000 : 0x10000;
    O_NOFOLLOW = arm ? 0x8000 : 0x20000;
  }

  private Open() {}

  /** Opens an absolute path of our own, or one relative to our working directory. */
  public static Fd path(String path, int flags) throws LinuxException {
    return open(AT_FDCWD, path, flags);
  }

  /** Opens relative to a directory, and follows whatever is in the way: for /proc only. */
  public static Fd at(Fd directory, String path, int flags) throws LinuxException {
    return open(directory.number(), path, flags);
  }

  /** Opens relative to a directory with rules about the way there. */
  public static Fd resolving(Fd directory, String path, int flags, long resolve)
      throws LinuxException {
    return created(directory, path, flags, 0, resolve);
  }

  /**
   * The same with {@link #O_CREAT}.
   *
   * @param mode of the file that is made, less the umask
   */
  public static Fd created(Fd directory, String path, int flags, int mode, long resolve)
      throws LinuxException {
    long result = openat2(directory, path, flags, mode, resolve);
    if (result < 0) {
      throw failure(directory, path, flags, resolve, result);
    }
    return new Fd((int) result);
  }

  /** The same for what need not be there; to find nothing costs no exception. */
  public static Optional<Fd> ifThere(Fd directory, String path, int flags, long resolve)
      throws LinuxException {
    long result = openat2(directory, path, flags, 0, resolve);
    if (result == -Errno.ENOENT.number()) {
      return Optional.empty();
    }
    if (result < 0) {
      throw failure(directory, path, flags, resolve, result);
    }
    return Optional.of(new Fd((int) result));
  }

  /** Opens the very file that an {@link #O_PATH} descriptor stands for. */
  public static Fd again(Fd path, int flags) throws LinuxException {
    return open(AT_FDCWD, path.procPath(), flags);
  }

  /**
   * A rename elsewhere makes the kernel give up with EAGAIN; that is tried again, but not for ever,
   * because the container may do it on purpose.
   */
  private static long openat2(Fd directory, String path, int flags, int mode, long resolve)
      throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    long name = scratch.path(Syscall.OPENAT2, path);
    Pointer how = scratch.struct;
    how.putLong(0, (flags | O_CLOEXEC) & 0xffffffffL);
    how.putLong(8, mode);
    how.putLong(16, resolve);
    long result = -Errno.EAGAIN.number();
    for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN.number(); i++) {
      result =
          Kernel.attempt(
              Syscall.OPENAT2, directory.number(), name, how.address(), SIZE_OF_OPEN_HOW);
    }
    return result;
  }

  private static LinuxException failure(
      Fd directory, String path, int flags, long resolve, long result) {
    String arguments =
        arguments(directory.number(), path, flags) + ", resolve 0x" + Long.toHexString(resolve);
    return new LinuxException("openat2", arguments, (int) -result);
  }

  private static Fd open(int directory, String path, int flags) throws LinuxException {
    long name = Kernel.scratch().path(Syscall.OPENAT, path);
    long fd =
        Kernel.call(
            Syscall.OPENAT,
            () -> arguments(directory, path, flags),
            directory,
            name,
            flags | O_CLOEXEC,
            0);
    return new Fd((int) fd);
  }

  private static String arguments(int directory, String path, int flags) {
    return directory + ", " + Kernel.shown(path) + ", 0x" + Integer.toHexString(flags);
  }
}
