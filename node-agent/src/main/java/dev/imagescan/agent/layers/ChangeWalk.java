package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.FileCapabilities;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Paths;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.List;
import java.util.Optional;

/**
 * Goes through a container's own directory and compares all that is there with the image. One
 * thread may use it, once.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem, whiteouts
 *     and opaque directories</a>
 */
final class ChangeWalk implements Root.Visitor {

  private final Fd upper;
  private final OwnMarks marks;
  private final Contents contents;
  private final LayeredRoot image;
  private final Ownership owners;
  private final Changes changes;
  private String lastParent = "";
  private boolean lastParentInImage = true;
  private UnreadableException end;

  /** Compares a container's own directory with the image below it. */
  ChangeWalk(Fd upper, OwnMarks marks, Contents contents, Ownership owners, Changes changes) {
    this.upper = upper;
    this.marks = marks;
    this.contents = contents;
    this.image = contents.image();
    this.owners = owners;
    this.changes = changes;
  }

  /** Shows everything, unless the budget ends before. */
  void run(Budget budget) throws UnreadableException {
    try (LayeredRoot own = new LayeredRoot(List.of(upper), Optional.empty(), budget)) {
      own.walk(this);
      top();
    }
    if (end != null) {
      throw end;
    }
  }

  /** What is missing at the top of a directory that is the whole of what the container sees. */
  private void top() throws UnreadableException {
    if (end == null && marks instanceof OwnMarks.None) {
      try {
        hiddenBelow("");
      } catch (LinuxException e) {
        changes.passedOver("", Unreadable.IO_ERROR);
      }
    }
  }

  @Override
  public void entry(String path, Root.Kind kind) {
    if (end != null) {
      return;
    }
    try {
      Optional<Stat> now = stat(upper, path);
      if (now.isPresent()) {
        changes.held(now.get());
        compare(path, now.get());
      }
    } catch (UnreadableException e) {
      passedOver(path, e);
    } catch (LinuxException e) {
      changes.passedOver(path, Unreadable.IO_ERROR);
    }
  }

  @Override
  public void passedOver(String directory, Unreadable why) {
    changes.passedOver(directory, why);
  }

  private void passedOver(String path, UnreadableException e) {
    if (e.why() == Unreadable.BUDGET_SPENT || e.why() == Unreadable.DEADLINE) {
      end = e;
    } else {
      changes.passedOver(path, e.why());
    }
  }

  private void compare(String path, Stat now) throws UnreadableException, LinuxException {
    Optional<String> mark = marks.removed(path, now);
    if (mark.isPresent()) {
      marked(mark.get(), path);
      return;
    }
    Optional<Stat> before = before(path);
    if (before.isEmpty()) {
      if (!now.isDirectory()) {
        changes.added(path, now, contents.gives(path, now));
      }
    } else if (before.get().isDirectory()) {
      directory(path, before.get(), now);
    } else {
      file(path, before.get(), now);
    }
  }

  /** What a mark removes that another entry has taken the place of is told of with that one. */
  private void marked(String gone, String mark) throws UnreadableException, LinuxException {
    Optional<Stat> before = before(gone);
    if (before.isPresent() && (gone.equals(mark) || stat(upper, gone).isEmpty())) {
      removed(gone, before.get());
    }
  }

  /** What the image has there. All entries of one directory come one after the other. */
  private Optional<Stat> before(String path) throws UnreadableException {
    String parent = Paths.parent(path);
    if (!parent.equals(lastParent)) {
      lastParentInImage = image.entry(parent).filter(Stat::isDirectory).isPresent();
      lastParent = parent;
    }
    return lastParentInImage ? image.entry(path) : Optional.empty();
  }

  private void directory(String path, Stat before, Stat now)
      throws UnreadableException, LinuxException {
    boolean replaced = !now.isDirectory();
    if (replaced || isOtherwise(before, now)) {
      changes.changed(path, before, now, replaced, contents.gives(path, now));
    }
    if (replaced) {
      removedBelow(path);
    } else if (!marks.isMerged(path, now)) {
      hiddenBelow(path);
    }
  }

  private void file(String path, Stat before, Stat now) throws UnreadableException {
    boolean content;
    try {
      content = contents.differ(path, before, now);
    } catch (UnreadableException e) {
      // What cannot be compared may differ.
      content = true;
      changes.passedOver(path, e.why());
    }
    Optional<FileCapabilities> gives = contents.gives(path, now);
    boolean same = gives.equals(contents.gave(path, before));
    if (content || !same || isOtherwise(before, now)) {
      changes.changed(path, before, now, content, same ? Optional.empty() : gives);
    }
  }

  private boolean isOtherwise(Stat before, Stat now) {
    return before.permissions() != now.permissions() || !owners.same(before, now);
  }

  /** The image's entries of a directory that the container no longer shows. */
  private void hiddenBelow(String path) throws UnreadableException, LinuxException {
    for (String name : image.list(path)) {
      String child = path.isEmpty() ? name : path + "/" + name;
      if (stat(upper, child).isEmpty() && !marks.isSeen(child)) {
        Optional<Stat> before = image.entry(child);
        if (before.isPresent()) {
          removed(child, before.get());
        }
      }
    }
  }

  private void removed(String path, Stat before) throws UnreadableException {
    if (before.isDirectory()) {
      removedBelow(path);
    } else {
      changes.removed(path, before);
    }
  }

  private void removedBelow(String path) throws UnreadableException {
    for (String name : image.list(path)) {
      String child = path + "/" + name;
      Optional<Stat> before = image.entry(child);
      if (before.isPresent()) {
        removed(child, before.get());
      }
    }
  }

  private static Optional<Stat> stat(Fd root, String path) throws LinuxException {
    return Stat.ifThere(root, path, OwnMarks.RESOLVE);
  }
}
