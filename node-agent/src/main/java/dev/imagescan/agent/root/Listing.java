package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import java.util.ArrayList;
import java.util.List;

/** Reads a directory into memory, as long as it fits there. */
final class Listing {

  /** What a directory may take of the agent's memory, some 4 MB. */
  static final int MOST_ENTRIES = 32_768;

  private static final int MOST_NAME_BYTES = 2 << 20;

  private Listing() {}

  /**
   * What a walk may hold of the names of directories that it still has to enter, on all levels
   * together. One thread may use it.
   */
  static final class Room {

    /** What a name takes beside its characters, in bytes. */
    private static final int NAME = 64;

    private int left = 2 * MOST_NAME_BYTES;

    /** Whether there is room for a name; it is taken up then. */
    boolean take(String name) {
      if (name.length() + NAME > left) {
        return false;
      }
      left -= name.length() + NAME;
      return true;
    }

    /** These names are held no longer. */
    void giveBack(List<String> names) {
      names.forEach(name -> left += name.length() + NAME);
    }
  }

  /**
   * The entries of a directory in no order.
   *
   * @param directory opened with O_PATH
   * @param path what errors and the budget call it
   */
  static List<Directory.Entry> read(Fd directory, String path, Budget budget)
      throws UnreadableException {
    int flags = Open.O_RDONLY | Open.O_DIRECTORY | Open.O_NONBLOCK | Open.O_NOCTTY;
    List<Directory.Entry> entries = new ArrayList<>();
    long nameBytes = 0;
    try (Fd reading = Open.again(directory, flags)) {
      for (List<Directory.Entry> chunk = Directory.next(reading);
          chunk != null;
          chunk = Directory.next(reading)) {
        charge(path, chunk.size(), budget);
        entries.addAll(chunk);
        nameBytes += chunk.stream().mapToLong(entry -> entry.name().length()).sum();
        if (entries.size() > MOST_ENTRIES || nameBytes > MOST_NAME_BYTES) {
          throw new UnreadableException(path, Unreadable.TOO_MANY_ENTRIES);
        }
      }
      return entries;
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  private static void charge(String path, int count, Budget budget) throws UnreadableException {
    try {
      budget.chargeEntries(path, count);
    } catch (UnreadableException e) {
      throw e.why() == Unreadable.BUDGET_SPENT
          ? new UnreadableException(path, Unreadable.TOO_MANY_ENTRIES)
          : e;
    }
  }
}
