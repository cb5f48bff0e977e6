package dev.imagescan.agent.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/** Reads open files, links and extended attributes. */
public final class Read {

  private static final int XATTR_SIZE_MAX = 256;

  private Read() {}

  /**
   * Reads on from where the last read of this descriptor ended.
   *
   * @return the number of bytes, 0 at the end of the file
   */
  public static int next(Fd fd, byte[] into, int offset, int length) throws LinuxException {
    Pointer buffer = Kernel.scratch().buffer;
    int number = fd.number();
    int wanted = Math.min(length, Kernel.BUFFER_SIZE);
    int count =
        (int)
            Kernel.call(
                Syscall.READ, () -> number + ", " + wanted, number, buffer.address(), wanted);
    buffer.get(0, into, offset, count);
    return count;
  }

  /**
   * Reads from a position, and leaves where the next read goes on as it was.
   *
   * @return the number of bytes, 0 at or behind the end of the file
   * @see <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a>
   */
  public static int at(Fd fd, long position, byte[] into, int offset, int length)
      throws LinuxException {
    Pointer buffer = Kernel.scratch().buffer;
    int number = fd.number();
    int wanted = Math.min(length, Kernel.BUFFER_SIZE);
    int count =
        (int)
            Kernel.call(
                Syscall.PREAD64,
                () -> number + ", " + wanted + ", " + position,
                number,
                buffer.address(),
                wanted,
                position);
    buffer.get(0, into, offset, count);
    return count;
  }

  /**
   * A small file's whole content, such as one of /proc.
   *
   * @throws IOException when it is longer than the limit
   */
  public static byte[] all(Fd fd, int limit) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] chunk = new byte[4096];
    for (int n = next(fd, chunk, 0, chunk.length); n > 0; n = next(fd, chunk, 0, chunk.length)) {
      content.write(chunk, 0, n);
      if (content.size() > limit) {
        throw new IOException(fd + " holds more than " + limit + " bytes");
      }
    }
    return content.toByteArray();
  }

  /** Where a symbolic link points; the descriptor is the link's own, opened with O_PATH. */
  public static String link(Fd fd) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    int number = fd.number();
    int length =
        (int)
            Kernel.call(
                Syscall.READLINKAT,
                () -> number + ", \"\"",
                number,
                scratch.path(Syscall.READLINKAT, ""),
                scratch.buffer.address(),
                Kernel.PATH_MAX);
    byte[] bytes = new byte[length];
    scratch.buffer.get(0, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * An extended attribute's value. {@code trusted.*} ones are there only for those who have
   * CAP_SYS_ADMIN.
   *
   * @throws LinuxException with {@link Errno#ENODATA} when the file has none of this name
   */
  public static String attribute(Fd fd, String name) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    String path = fd.procPath();
    long nameAddress = scratch.name(name);
    int length =
        (int)
            Kernel.call(
                Syscall.GETXATTR,
                () -> path + ", " + name,
                scratch.path(Syscall.GETXATTR, path),
                nameAddress,
                scratch.buffer.address(),
                XATTR_SIZE_MAX);
    byte[] bytes = new byte[length];
    scratch.buffer.get(0, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
