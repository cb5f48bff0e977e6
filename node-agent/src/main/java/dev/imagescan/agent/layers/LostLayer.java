package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the directory of a layer whose name was lost, by its inodes: an overlay whose directories
 * are all on one file system shows the inode numbers that files have in their layer, and a
 * container cannot choose them.
 */
final class LostLayer {

  private static final int MOST_NAMES = 64;
  private static final int MOST_CANDIDATES = 20_000;
  private static final int LOOK = Open.O_PATH | Open.O_NOFOLLOW;
  private static final long RESOLVE = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_MAGICLINKS;

  private LostLayer() {}

  /**
   * Looks at every {@code <base>/<name>/fs}.
   *
   * @param base holds a directory for each layer of the node
   * @param upper the container's own directory, which is not it
   * @return the only one whose top directory has a file of the overlay's
   */
  static Optional<Fd> find(Fd base, Fd upper, Fd merged) throws LinuxException {
    Map<String, Long> inodes = new HashMap<>();
    for (String name : names(merged, MOST_NAMES)) {
      inode(merged, name).ifPresent(stat -> inodes.put(name, stat.inode()));
    }
    Stat own = Stat.of(upper);
    List<Fd> found = new ArrayList<>();
    for (String name : names(base, MOST_CANDIDATES)) {
      Optional<Fd> candidate = open(base, name + "/fs");
      if (candidate.isPresent() && isIt(candidate.get(), own, inodes)) {
        found.add(candidate.get());
      } else {
        candidate.ifPresent(Fd::close);
      }
    }
    if (found.size() == 1) {
      return Optional.of(found.getFirst());
    }
    found.forEach(Fd::close);
    return Optional.empty();
  }

  private static boolean isIt(Fd candidate, Stat upper, Map<String, Long> inodes)
      throws LinuxException {
    Stat stat = Stat.of(candidate);
    return stat.isDirectory()
        && stat.inode() != upper.inode()
        && stat.device().equals(upper.device())
        && inodes.entrySet().stream()
            .anyMatch(
                shown ->
                    inode(candidate, shown.getKey())
                        .filter(entry -> entry.inode() == shown.getValue())
                        .isPresent());
  }

  private static List<String> names(Fd directory, int most) throws LinuxException {
    List<String> names = new ArrayList<>();
    try (Fd reading = Open.again(directory, Open.O_RDONLY | Open.O_DIRECTORY)) {
      for (List<Directory.Entry> chunk = Directory.next(reading);
          chunk != null && names.size() < most;
          chunk = Directory.next(reading)) {
        chunk.stream().map(Directory.Entry::name).forEach(names::add);
      }
    }
    return names.subList(0, Math.min(most, names.size()));
  }

  private static Optional<Stat> inode(Fd directory, String name) {
    Optional<Fd> fd = open(directory, name);
    try {
      return fd.isPresent() ? Optional.of(Stat.of(fd.get())) : Optional.empty();
    } catch (LinuxException e) {
      return Optional.empty();
    } finally {
      fd.ifPresent(Fd::close);
    }
  }

  private static Optional<Fd> open(Fd directory, String name) {
    try {
      return Optional.of(Open.resolving(directory, name, LOOK, RESOLVE | Open.RESOLVE_NO_XDEV));
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }
}
