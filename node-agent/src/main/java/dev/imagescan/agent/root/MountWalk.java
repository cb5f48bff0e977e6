package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_DIRECTORY;
import static dev.imagescan.agent.linux.Open.O_NOCTTY;
import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_NONBLOCK;
import static dev.imagescan.agent.linux.Open.O_PATH;
import static dev.imagescan.agent.linux.Open.O_RDONLY;
import static dev.imagescan.agent.linux.Open.RESOLVE_BENEATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows a visitor all of one mounted file system. A directory's files are shown as they are read,
 * so that one with a million of them takes no memory; its directories are entered afterwards. One
 * thread may use it.
 */
final class MountWalk {

  /** No links, no other mount: what is renamed meanwhile cannot lead elsewhere. */
  private static final long RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  private static final int DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;

  private final Root.Visitor visitor;
  private final Budget budget;
  private final Entrance entrance;
  private final Listing.Room room = new Listing.Room();

  MountWalk(Root.Visitor visitor, Budget budget) {
    this(visitor, budget, (_, _) -> true);
  }

  MountWalk(Root.Visitor visitor, Budget budget, Entrance entrance) {
    this.visitor = visitor;
    this.budget = budget;
    this.entrance = entrance;
  }

  /** Walks everything below a directory that was opened with O_PATH. */
  void below(Fd root) throws UnreadableException {
    below(root, "");
  }

  /** The same for one that is at that path of what is walked as a whole. */
  void below(Fd root, String path) throws UnreadableException {
    enter(root, ".", path, Paths.names(path).size());
  }

  private void enter(Fd parent, String name, String path, int depth) throws UnreadableException {
    if (depth > budget.limits().depth()) {
      visitor.passedOver(path, Unreadable.TOO_DEEP);
      return;
    }
    try (Fd directory = Open.resolving(parent, name, DIRECTORY, RESOLVE)) {
      if (!entrance.enters(path, directory)) {
        return;
      }
      List<String> children = show(directory, path);
      for (String child : children) {
        enter(directory, child, path.isEmpty() ? child : path + "/" + child, depth + 1);
      }
      room.giveBack(children);
    } catch (LinuxException e) {
      Unreadable why = Unreadable.of(e);
      boolean gone = why == Unreadable.NOT_FOUND || why == Unreadable.NOT_A_DIRECTORY;
      if (!gone && why != Unreadable.OTHER_MOUNT && why != Unreadable.TOO_MANY_LINKS) {
        visitor.passedOver(path, why);
      }
    }
  }

  /** Shows what is in a directory, and returns the names of the directories among it. */
  private List<String> show(Fd directory, String path) throws LinuxException, UnreadableException {
    List<String> directories = new ArrayList<>();
    boolean fits = true;
    for (List<Directory.Entry> chunk = Directory.next(directory);
        chunk != null;
        chunk = Directory.next(directory)) {
      budget.chargeEntries(path, chunk.size());
      for (Directory.Entry entry : chunk) {
        Root.Kind kind = kind(directory, entry);
        visitor.entry(path.isEmpty() ? entry.name() : path + "/" + entry.name(), kind);
        if (kind == Root.Kind.DIRECTORY && fits) {
          fits = room.take(entry.name());
          if (fits) {
            directories.add(entry.name());
          } else {
            visitor.passedOver(path, Unreadable.TOO_MANY_ENTRIES);
          }
        }
      }
    }
    return directories;
  }

  /** What an entry is; a file system that does not say so in the directory is asked. */
  static Root.Kind kind(Fd directory, Directory.Entry entry) throws LinuxException {
    return switch (entry.type()) {
      case REGULAR -> Root.Kind.REGULAR;
      case DIRECTORY -> Root.Kind.DIRECTORY;
      case LINK -> Root.Kind.LINK;
      case CHARACTER_DEVICE, OTHER -> Root.Kind.OTHER;
      case UNKNOWN -> {
        var found = Open.ifThere(directory, entry.name(), O_PATH | O_NOFOLLOW, RESOLVE);
        if (found.isEmpty()) {
          yield Root.Kind.OTHER;
        }
        try (Fd fd = found.get()) {
          yield kind(Stat.of(fd));
        }
      }
    };
  }

  static Root.Kind kind(Stat stat) {
    if (stat.isRegular()) {
      return Root.Kind.REGULAR;
    }
    if (stat.isDirectory()) {
      return Root.Kind.DIRECTORY;
    }
    return stat.isSymbolicLink() ? Root.Kind.LINK : Root.Kind.OTHER;
  }
}
