package dev.imagescan.agent.linux;

import jnr.ffi.Pointer;

/**
 * How much room a file system has. Asks the file system, so that one over a network or in user
 * space may keep the caller waiting.
 *
 * @param capacity in bytes
 * @param available what unprivileged processes may still write, in bytes
 * @see <a href="https://man7.org/linux/man-pages/man2/statfs.2.html">fstatfs(2)</a>
 */
public record Space(long capacity, long available) {

  /** Asks about an open file, which may have been opened with {@link Open#O_PATH}. */
  public static Space of(Fd fd) throws LinuxException {
    Pointer statfs = Kernel.scratch().struct;
    int number = fd.number();
    Kernel.call(Syscall.FSTATFS, () -> String.valueOf(number), number, statfs.address());
    long fragment = statfs.getLong(72);
    long unit = fragment > 0 ? fragment : statfs.getLong(8);
    return new Space(statfs.getLong(16) * unit, statfs.getLong(32) * unit);
  }
}
