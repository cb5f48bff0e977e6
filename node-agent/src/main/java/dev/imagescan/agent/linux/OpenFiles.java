package dev.imagescan.agent.linux;

import java.nio.charset.StandardCharsets;

/**
 * The directory of this process's own descriptors, held open: it tells paths of open files also to
 * a thread that has gone into another mount namespace, where {@code /proc} is not to be trusted.
 */
public final class OpenFiles implements AutoCloseable {

  private final Fd directory;

  private OpenFiles(Fd directory) {
    this.directory = directory;
  }

  /** To be called where {@code /proc} is ours. */
  public static OpenFiles ofThisProcess() throws LinuxException {
    return new OpenFiles(Open.path("/proc/self/fd", Open.O_PATH | Open.O_DIRECTORY));
  }

  /**
   * Where an open file is now, as seen from the root of the calling thread.
   *
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
   */
  public String path(Fd fd) throws LinuxException {
    Kernel.Scratch scratch = Kernel.scratch();
    String name = Integer.toString(fd.number());
    int length =
        (int)
            Kernel.call(
                Syscall.READLINKAT,
                () -> directory + ", " + name,
                directory.number(),
                scratch.path(Syscall.READLINKAT, name),
                scratch.buffer.address(),
                Kernel.PATH_MAX);
    byte[] bytes = new byte[length];
    scratch.buffer.get(0, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    directory.close();
  }
}
