package dev.imagescan.agent.mounts;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The mounts of one mount namespace as one of its processes sees them.
 *
 * @param mounts in the table's order, in which a later one covers an earlier one at the same place
 * @param truncated whether the table was longer than is kept: a container may fill its own
 */
public record MountTable(List<Mount> mounts, boolean truncated) {

  static final int MOST_MOUNTS = 20_000;
  private static final int MOST_TEXT = 8 << 20;

  /** The list is copied. */
  public MountTable {
    mounts = List.copyOf(mounts);
  }

  /** Reads a {@code mountinfo} file from its beginning; the file systems' options are dropped. */
  public static MountTable read(Fd mountInfo) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    long text = 0;
    try (MountLines lines = new MountLines(mountInfo)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        if (mounts.size() == MOST_MOUNTS || text > MOST_TEXT) {
          return new MountTable(mounts, true);
        }
        Optional<Mount> mount = Mount.parse(line).map(Mount::withoutSuperOptions);
        mount.ifPresent(mounts::add);
        text += mount.map(Mount::textLength).orElse(0);
      }
      return new MountTable(mounts, lines.truncated());
    }
  }

  /** Shows all mounts of a {@code mountinfo} file with their options, none of which is kept. */
  public static void each(Fd mountInfo, Consumer<Mount> visitor) throws IOException {
    try (MountLines lines = new MountLines(mountInfo)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        Mount.parse(line).ifPresent(visitor);
      }
    }
  }

  /** The first mount with that ID in a {@code mountinfo} file, without keeping the others. */
  public static Optional<Mount> find(Fd mountInfo, int id) throws IOException {
    String start = id + " ";
    return find(mountInfo, line -> line.startsWith(start), mount -> mount.id() == id);
  }

  /** The first mount of that file system that shows the whole of it, its root at the top. */
  public static Optional<Mount> find(Fd mountInfo, Device device) throws IOException {
    String part = " " + device + " ";
    return find(
        mountInfo,
        line -> line.contains(part),
        mount -> mount.device().equals(device) && mount.root().equals("/"));
  }

  private static Optional<Mount> find(
      Fd mountInfo, Predicate<String> hint, Predicate<Mount> condition) throws IOException {
    try (MountLines lines = new MountLines(mountInfo)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        Optional<Mount> found =
            hint.test(line) ? Mount.parse(line).filter(condition) : Optional.empty();
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }
  }
}
