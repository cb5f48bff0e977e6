package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Shows a visitor all that layers hold together. A directory that only one of them has is shown as
 * it is read; where several have it, its names are merged in memory. One thread may use it.
 */
final class LayeredTour {

  private static final int READING =
      Open.O_RDONLY | Open.O_DIRECTORY | Open.O_NONBLOCK | Open.O_NOCTTY;

  private final Union union;
  private final Root.Visitor visitor;
  private final Budget budget;
  private final Listing.Room room = new Listing.Room();

  LayeredTour(Union union, Root.Visitor visitor, Budget budget) {
    this.union = union;
    this.visitor = visitor;
    this.budget = budget;
  }

  void below(Merged.Directory top) throws UnreadableException {
    enter(top, 0);
  }

  private void enter(Merged.Directory directory, int depth) throws UnreadableException {
    if (depth > budget.limits().depth()) {
      visitor.passedOver(directory.path(), Unreadable.TOO_DEEP);
      return;
    }
    List<String> names = show(directory);
    for (String name : names) {
      try {
        switch (union.child(directory, name)) {
          case Merged.Directory child -> {
            try {
              enter(child, depth + 1);
            } finally {
              child.close();
            }
          }
          case Merged.Leaf leaf -> leaf.fd().close();
          case Merged.Absent _ -> {}
        }
      } catch (LinuxException e) {
        visitor.passedOver(directory.child(name), Unreadable.of(e));
      }
    }
    room.giveBack(names);
  }

  /** Shows what is in a directory, and returns the names of the directories among it. */
  private List<String> show(Merged.Directory directory) throws UnreadableException {
    try {
      return directory.parts().size() == 1 ? single(directory) : merged(directory);
    } catch (LinuxException e) {
      visitor.passedOver(directory.path(), Unreadable.of(e));
    } catch (UnreadableException e) {
      if (e.why() != Unreadable.TOO_MANY_ENTRIES) {
        throw e;
      }
      visitor.passedOver(directory.path(), e.why());
    }
    return List.of();
  }

  private List<String> merged(Merged.Directory directory)
      throws LinuxException, UnreadableException {
    List<String> directories = new ArrayList<>();
    for (Map.Entry<String, Union.Listed> named :
        union.entries(directory, directory.path(), budget).entrySet()) {
      Layer part = named.getValue().part();
      show(directory, part.directory(), named.getValue().entry(), directories);
    }
    return directories;
  }

  private List<String> single(Merged.Directory directory)
      throws LinuxException, UnreadableException {
    List<String> directories = new ArrayList<>();
    Layer part = directory.parts().getFirst();
    try (Fd reading = Open.again(part.directory(), READING)) {
      for (List<Directory.Entry> chunk = Directory.next(reading);
          chunk != null;
          chunk = Directory.next(reading)) {
        budget.chargeEntries(directory.path(), chunk.size());
        for (Directory.Entry entry : chunk) {
          if (!part.isMark(entry.name())) {
            show(directory, reading, entry, directories);
          }
        }
      }
    }
    return directories;
  }

  private void show(
      Merged.Directory directory, Fd where, Directory.Entry entry, List<String> directories)
      throws LinuxException {
    Root.Kind kind = MountWalk.kind(where, entry);
    visitor.entry(directory.child(entry.name()), kind);
    if (kind == Root.Kind.DIRECTORY) {
      if (room.take(entry.name())) {
        directories.add(entry.name());
      } else {
        visitor.passedOver(directory.path(), Unreadable.TOO_MANY_ENTRIES);
      }
    }
  }
}
