package dev.imagescan.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What this process's own /proc tells of it and of its open files. */
public final class Self {

  private static final int CAP_SYS_ADMIN = 21;
  private static final int LONGEST_FILE = 64 * 1024;

  private Self() {}

  /**
   * The ID of the mount that an open file lies on. The file system is not asked.
   *
   * @see <a
   *     href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)</a>
   */
  public static int mountId(Fd fd) throws IOException {
    return Integer.parseInt(field("/proc/self/fdinfo/" + fd.number(), "mnt_id:"));
  }

  /** Whether CAP_SYS_ADMIN is effective, without which {@code trusted.*} attributes are hidden. */
  public static boolean isSysAdmin() throws IOException {
    long effective = Long.parseUnsignedLong(field("/proc/thread-self/status", "CapEff:"), 16);
    return (effective >> CAP_SYS_ADMIN & 1) == 1;
  }

  private static String field(String file, String name) throws IOException {
    try (Fd fd = Open.path(file, Open.O_RDONLY)) {
      String content = new String(Read.all(fd, LONGEST_FILE), StandardCharsets.ISO_8859_1);
      return content
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).trim())
          .findFirst()
          .orElseThrow(() -> new IOException(file + " has no line " + name));
    }
  }
}
