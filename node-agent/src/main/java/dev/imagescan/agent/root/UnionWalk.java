package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Read;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Resolves paths in a union of layers a name at a time, as the kernel does below a root: links are
 * followed, absolute ones from the top, and '..' never leads above it. Directories on the way stay
 * open for the next path.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man7/path_resolution.7.html">path_resolution(7)</a>
 */
final class UnionWalk implements AutoCloseable {

  private static final int MOST_LINKS = 40;
  private static final int MOST_OPEN_DIRECTORIES = 512;

  /** Is shown everything that a path leads over, and its end. */
  interface Observer {

    /**
     * Looks at what a name stands for.
     *
     * @param last whether nothing of the path is left after it
     */
    void step(Merged entry, boolean last);
  }

  private final Union union;
  private final Merged.Directory top;
  private final Budget budget;
  private final Map<String, Merged.Directory> open = new HashMap<>();
  private int openDirectories;

  UnionWalk(Union union, Merged.Directory top, Budget budget) {
    this.union = union;
    this.top = top;
    this.budget = budget;
  }

  /** What is at the end of a path. A leaf is the caller's to close, a directory is not. */
  Merged resolve(String path, Observer observer) throws UnreadableException {
    Paths.check(path, budget.limits());
    if (openDirectories > MOST_OPEN_DIRECTORIES) {
      close();
    }
    Deque<String> rest = new ArrayDeque<>(Paths.names(path));
    Deque<Merged.Directory> way = new ArrayDeque<>(List.of(top));
    int links = 0;
    while (!rest.isEmpty()) {
      budget.chargeEntries(path, 1);
      String name = rest.pop();
      if (name.equals("..")) {
        up(way);
        continue;
      }
      Merged entry = child(path, way.peek(), name);
      observer.step(entry, rest.isEmpty());
      switch (entry) {
        case Merged.Absent absent -> {
          return absent;
        }
        case Merged.Directory directory -> down(path, way, directory);
        case Merged.Leaf leaf when leaf.stat().isSymbolicLink() ->
            follow(path, leaf, ++links, rest, way);
        case Merged.Leaf leaf when rest.isEmpty() -> {
          return leaf;
        }
        case Merged.Leaf leaf -> {
          leaf.fd().close();
          throw new UnreadableException(path, Unreadable.NOT_A_DIRECTORY);
        }
      }
    }
    return way.peek();
  }

  /**
   * What is at a path itself: a link is not followed, on the way or at its end. A leaf is the
   * caller's to close, a directory is not.
   */
  Merged itself(String path) throws UnreadableException {
    Paths.check(path, budget.limits());
    budget.chargeEntries(path, 1);
    if (openDirectories > MOST_OPEN_DIRECTORIES) {
      close();
    }
    Merged at = top;
    for (String name : Paths.names(path)) {
      switch (at) {
        case Merged.Directory directory -> at = child(path, directory, name);
        case Merged.Leaf(Fd fd, _, _) -> {
          fd.close();
          return Merged.Absent.NOWHERE;
        }
        case Merged.Absent absent -> {
          return absent;
        }
      }
    }
    return at;
  }

  private void down(String path, Deque<Merged.Directory> way, Merged.Directory directory)
      throws UnreadableException {
    if (way.size() > budget.limits().depth()) {
      throw new UnreadableException(path, Unreadable.TOO_DEEP);
    }
    way.push(directory);
  }

  private static void up(Deque<Merged.Directory> way) {
    if (way.size() > 1) {
      way.pop();
    }
  }

  private void follow(
      String path, Merged.Leaf link, int links, Deque<String> rest, Deque<Merged.Directory> way)
      throws UnreadableException {
    String target = target(path, link);
    if (links > MOST_LINKS) {
      throw new UnreadableException(path, Unreadable.TOO_MANY_LINKS);
    }
    if (target.startsWith("/")) {
      way.clear();
      way.push(top);
    }
    Paths.names(target).reversed().forEach(rest::push);
  }

  private static String target(String path, Merged.Leaf link) throws UnreadableException {
    try (Fd fd = link.fd()) {
      return Read.link(fd);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  private Merged child(String path, Merged.Directory directory, String name)
      throws UnreadableException {
    Merged.Directory known = open.get(directory.child(name));
    if (known != null) {
      return known;
    }
    try {
      Merged child = union.child(directory, name);
      if (child instanceof Merged.Directory found) {
        open.put(found.path(), found);
        openDirectories += found.parts().size();
      }
      return child;
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  @Override
  public void close() {
    open.values().forEach(Merged.Directory::close);
    open.clear();
    openDirectories = 0;
  }
}
