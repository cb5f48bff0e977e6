package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lays directories over each other by the rules of overlayfs: what a layer has hides what those
 * below have at the same path, directories are merged, a whiteout removes a name, and an opaque
 * directory all of the directories below it. Many threads may use it.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem</a>
 */
final class Union {

  private final Optional<RunningView> view;
  private final boolean opaqueKnown;
  private volatile boolean uncertain;

  /**
   * Works with a mounted view of the same layers, if there is one.
   *
   * @param opaqueKnown whether opaque directories' marks can be read
   */
  Union(Optional<RunningView> view, boolean opaqueKnown) {
    this.view = view;
    this.opaqueKnown = opaqueKnown;
  }

  /** Whether something was taken as shown that an opaque directory may hide. */
  boolean uncertain() {
    return uncertain;
  }

  /** What is at that name of a directory; links are not followed. */
  Merged child(Merged.Directory directory, String name) throws LinuxException {
    for (int i = 0; i < directory.parts().size(); i++) {
      Layer part = directory.parts().get(i);
      Optional<Layer> entry = part.child(name);
      if (entry.isPresent()) {
        return topmost(entry.get(), i, directory, name);
      }
      if (part.marksRemoved(name)) {
        return new Merged.Absent(part.number());
      }
    }
    return Merged.Absent.NOWHERE;
  }

  private Merged topmost(Layer entry, int part, Merged.Directory directory, String name)
      throws LinuxException {
    Stat stat = entry.statOrClose();
    if (stat.isWhiteout()) {
      entry.close();
      return new Merged.Absent(entry.number());
    }
    String path = directory.child(name);
    if (!isShown(part, path, stat)) {
      entry.close();
      return Merged.Absent.NOWHERE;
    }
    return stat.isDirectory()
        ? new Merged.Directory(path, merge(entry, part + 1, directory, name))
        : new Merged.Leaf(entry.directory(), stat, entry.number());
  }

  private List<Layer> merge(Layer topmost, int from, Merged.Directory directory, String name)
      throws LinuxException {
    List<Layer> parts = new ArrayList<>(List.of(topmost));
    try {
      for (int i = from; i < directory.parts().size() && !isOpaque(parts.getLast()); i++) {
        Layer part = directory.parts().get(i);
        Optional<Layer> entry = part.child(name);
        if (entry.isPresent()) {
          parts.add(entry.get());
          if (!Stat.of(entry.get().directory()).isDirectory()) {
            parts.removeLast().close();
            break;
          }
        } else if (part.marksRemoved(name)) {
          break;
        }
      }
      return List.copyOf(parts);
    } catch (LinuxException e) {
      parts.forEach(Layer::close);
      throw e;
    }
  }

  /** The regular files that are hidden by one above, down to where a layer removed them. */
  List<Merged.Leaf> hidden(Merged.Directory directory, String name) throws LinuxException {
    List<Merged.Leaf> files = new ArrayList<>();
    boolean first = true;
    for (Layer part : directory.parts()) {
      Optional<Layer> entry = part.child(name);
      if (entry.isPresent()) {
        Stat stat = entry.get().statOrClose();
        if (first || !stat.isRegular()) {
          entry.get().close();
        } else {
          files.add(new Merged.Leaf(entry.get().directory(), stat, part.number()));
        }
        if (!stat.isRegular()) {
          break;
        }
        first = false;
      }
    }
    return files;
  }

  private boolean isOpaque(Layer directory) {
    return opaqueKnown && directory.isOpaque();
  }

  /** What is in a directory, by name in byte order: links and layers as they are. */
  SortedMap<String, Listed> entries(Merged.Directory directory, String asked, Budget budget)
      throws LinuxException, UnreadableException {
    SortedMap<String, Listed> shown = new TreeMap<>();
    Set<String> removed = new HashSet<>();
    for (int i = 0; i < directory.parts().size(); i++) {
      Layer part = directory.parts().get(i);
      Set<String> marked = new HashSet<>();
      for (Directory.Entry entry : Listing.read(part.directory(), asked, budget)) {
        String name = entry.name();
        if (part.isMark(name)) {
          marked.add(Layer.unmarked(name));
        } else if (!shown.containsKey(name) && !removed.contains(name)) {
          if (entry.maybeWhiteout() && part.whitesOut(name)) {
            removed.add(name);
          } else if (isShown(i, part, directory, name)) {
            shown.put(name, new Listed(entry, part));
          }
        }
      }
      removed.addAll(marked);
      if (shown.size() + removed.size() > Listing.MOST_ENTRIES) {
        throw new UnreadableException(asked, Unreadable.TOO_MANY_ENTRIES);
      }
    }
    return shown;
  }

  /** An entry of a directory, and the layer's part of the directory that it is in. */
  record Listed(Directory.Entry entry, Layer part) {}

  private boolean isShown(int i, Layer part, Merged.Directory directory, String name)
      throws LinuxException {
    if (i == 0 || opaqueKnown) {
      return true;
    }
    Optional<Layer> found = part.child(name);
    if (found.isEmpty()) {
      return false;
    }
    try (Layer entry = found.get()) {
      return isShown(i, directory.child(name), Stat.of(entry.directory()));
    }
  }

  /**
   * Whether an entry shows through the directories of the layers above it, none of which has the
   * name. Where one of them has the same directory, its own entries are asked about in turn.
   */
  private boolean isShown(int part, String path, Stat stat) {
    if (part == 0 || opaqueKnown) {
      return true;
    }
    RunningView.Answer answer =
        view.map(v -> v.about(path, stat)).orElse(RunningView.Answer.UNKNOWN);
    if (answer == RunningView.Answer.UNKNOWN) {
      uncertain = true;
    }
    return answer != RunningView.Answer.HIDDEN;
  }
}
