package dev.imagescan.agent.hold;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.text.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Files that a process has open, and its program, working and root directory, by the mounts that
 * they are on. No file system is asked.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html">proc_pid_fdinfo(5)</a>
 */
public final class OpenFile {

  private static final int MOST_FILES = 16_384;
  private static final int LONGEST_INFO = 64 * 1024;
  private static final int LONGEST_PATH = 200;
  private static final String MOUNT_ID = "mnt_id:";
  private static final List<String> PLACES = List.of("cwd", "root", "exe");

  /** Whether a file is one that is looked for. */
  public interface Test {

    /**
     * Tells it by the link below {@code /proc/PID} that leads to the file, and the ID of its mount.
     */
    boolean holds(String link, int mountId) throws IOException;
  }

  private OpenFile() {}

  /** The path of the first one, made printable. */
  public static Optional<String> first(ContainerProcess process, Test test) throws IOException {
    for (String link : PLACES) {
      if (isAt(process, link, test)) {
        return Optional.of(path(process, link));
      }
    }
    try (Fd directory = process.open("fd")) {
      int files = 0;
      for (List<Directory.Entry> entries = Directory.next(directory);
          entries != null && files < MOST_FILES;
          entries = Directory.next(directory)) {
        files += entries.size();
        for (Directory.Entry entry : entries) {
          if (isOpen(process, entry.name(), test)) {
            return Optional.of(path(process, "fd/" + entry.name()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isAt(ContainerProcess process, String link, Test test) {
    try (Fd file = process.locate(link)) {
      return test.holds(link, Self.mountId(file));
    } catch (IOException e) {
      // A thread of the kernel has none, and one that has ended neither.
      return false;
    }
  }

  private static boolean isOpen(ContainerProcess process, String number, Test test) {
    try (Fd info = process.open("fdinfo/" + number)) {
      String text = new String(Read.all(info, LONGEST_INFO), StandardCharsets.ISO_8859_1);
      Optional<Integer> mountId =
          text.lines()
              .filter(line -> line.startsWith(MOUNT_ID))
              .map(line -> Integer.parseInt(line.substring(MOUNT_ID.length()).trim()))
              .findFirst();
      return mountId.isPresent() && test.holds("fd/" + number, mountId.get());
    } catch (IOException e) {
      // It was closed in between.
      return false;
    }
  }

  private static String path(ContainerProcess process, String link) throws IOException {
    return Printable.of(process.target(link), LONGEST_PATH);
  }
}
