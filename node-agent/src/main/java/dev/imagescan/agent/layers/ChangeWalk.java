package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
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
 * Goes through a container's own directory and compares all that is there with the image. What a
 * directory hides that was put in another's place is told from the overlay as it is mounted, since
 * the directory's mark needs CAP_SYS_ADMIN to be read. One thread may use it, once.
 *
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">Overlay Filesystem, whiteouts
 *     and opaque directories</a>
 */
final class ChangeWalk implements Root.Visitor {

  private static final long RESOLVE =
      Open.RESOLVE_BENEATH
          | Open.RESOLVE_NO_SYMLINKS
          | Open.RESOLVE_NO_MAGICLINKS
          | Open.RESOLVE_NO_XDEV;

  private final Fd upper;
  private final Fd merged;
  private final Contents contents;
  private final LayeredRoot image;
  private final Ownership owners;
  private final Changes changes;
  private String lastParent = "";
  private boolean lastParentInImage = true;
  private UnreadableException end;

  /** Compares a container's own directory with the image below it. */
  ChangeWalk(Fd upper, Fd merged, Contents contents, Ownership owners, Changes changes) {
    this.upper = upper;
    this.merged = merged;
    this.contents = contents;
    this.image = contents.image();
    this.owners = owners;
    this.changes = changes;
  }

  /** Shows everything, unless the budget ends before. */
  void run(Budget budget) throws UnreadableException {
    try (LayeredRoot own = new LayeredRoot(List.of(upper), Optional.empty(), budget)) {
      own.walk(this);
    }
    if (end != null) {
      throw end;
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
    Optional<Stat> before = before(path);
    if (now.isWhiteout()) {
      if (before.isPresent()) {
        removed(path, before.get());
      }
    } else if (before.isEmpty()) {
      if (!now.isDirectory()) {
        changes.added(path, now);
      }
    } else if (before.get().isDirectory()) {
      directory(path, before.get(), now);
    } else {
      file(path, before.get(), now);
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
      changes.changed(path, before, now, replaced);
    }
    if (replaced) {
      removedBelow(path);
    } else if (!isMerged(path, now)) {
      hiddenBelow(path);
    }
  }

  private void file(String path, Stat before, Stat now) {
    boolean content;
    try {
      content = contents.differ(path, before, now);
    } catch (UnreadableException e) {
      // What cannot be compared may differ.
      content = true;
      changes.passedOver(path, e.why());
    }
    if (content || isOtherwise(before, now)) {
      changes.changed(path, before, now, content);
    }
  }

  private boolean isOtherwise(Stat before, Stat now) {
    return before.permissions() != now.permissions() || !owners.same(before, now);
  }

  /** Overlays give a directory that is merged of several one link, where others have two. */
  private boolean isMerged(String path, Stat own) throws LinuxException {
    return own.links() > 1
        && stat(merged, path).filter(seen -> seen.isDirectory() && seen.links() == 1).isPresent();
  }

  /** The image's entries of a directory that the container no longer shows. */
  private void hiddenBelow(String path) throws UnreadableException, LinuxException {
    for (String name : image.list(path)) {
      String child = path + "/" + name;
      if (stat(upper, child).isEmpty() && stat(merged, child).isEmpty()) {
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
    return Stat.ifThere(root, path, RESOLVE);
  }
}
