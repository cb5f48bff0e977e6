package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_DIRECTORY;
import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_PATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_BENEATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_SYMLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The mounts of a machine that are entered, each by the open root of it: the root file system, and
 * those local ones that lie on local ones alone, so that nobody else is asked on the way to them. A
 * mount that another one covers is not among them.
 */
final class EnteredMounts implements AutoCloseable {

  static final int MOST = 256;

  private static final long RESOLVE = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;

  /** What is in memory is not installed. */
  private static final Set<String> VOLATILE = Set.of("tmpfs", "ramfs");

  /**
   * One of them.
   *
   * @param path its mount point without the slash before it; empty for the root
   * @param walked whether a walk goes through it: not when it is held in memory, or shows what
   *     another one shows
   */
  record Entered(Mount mount, String path, Fd root, boolean walked) {

    private Entered asWalked() {
      return new Entered(mount, path, root, true);
    }

    /** Whether all of it will be gone when the machine is. */
    boolean isInMemory() {
      return VOLATILE.contains(mount.type());
    }

    /** Whether a path without links is in it, unless another mount is in between. */
    boolean holds(String name) {
      return path.isEmpty() || name.equals(path) || name.startsWith(path + "/");
    }

    /** The rest of such a path. */
    String rest(String name) {
      return path.isEmpty() ? name : name.substring(Math.min(path.length() + 1, name.length()));
    }
  }

  private final List<Entered> mounts = new ArrayList<>();
  private final Map<Integer, Mount> table;
  private boolean cut;

  private EnteredMounts(MountTable table) {
    this.table =
        table.mounts().stream().collect(Collectors.toMap(Mount::id, mount -> mount, (a, _) -> a));
  }

  /**
   * Opens what is to be entered.
   *
   * @param leftOut those that are not, whatever they are
   */
  static EnteredMounts of(ContainerProcess host, MountTable table, Predicate<Mount> leftOut)
      throws IOException {
    EnteredMounts entered = new EnteredMounts(table);
    try {
      entered.enterRoot(host);
      List<Mount> others =
          table.mounts().stream()
              .filter(mount -> LocalFileSystem.isLocal(mount.type()))
              .filter(leftOut.negate())
              .filter(mount -> !entered.isCovered(mount))
              .toList();
      // The table need not have a mount before those that lie on it.
      for (int before = 0; before < entered.mounts.size() && !entered.cut; ) {
        before = entered.mounts.size();
        for (Mount mount : others) {
          entered.enter(mount);
        }
      }
      entered.chooseWalked();
      return entered;
    } catch (IOException e) {
      entered.close();
      throw e;
    }
  }

  /** Those that a walk goes through, the root first. */
  List<Entered> walked() {
    return mounts.stream().filter(Entered::walked).toList();
  }

  /** Whether there are more. */
  boolean cut() {
    return cut;
  }

  /** The one that a path without links lies in. */
  Entered holding(String name) {
    Entered best = mounts.getFirst();
    for (Entered one : mounts) {
      if (one.path().length() > best.path().length() && one.holds(name)) {
        best = one;
      }
    }
    return best;
  }

  private void enterRoot(ContainerProcess host) throws IOException {
    Fd root = host.root();
    try {
      LocalFileSystem.require(root, host);
      Mount mount = table.get(Self.mountId(root));
      if (mount == null) {
        throw new UnreadableException("/", Unreadable.SPECIAL_FILE_SYSTEM);
      }
      mounts.add(new Entered(mount, "", root, true));
    } catch (IOException e) {
      root.close();
      throw e;
    }
  }

  private void enter(Mount mount) throws IOException {
    Optional<Entered> base = base(mount);
    boolean known = mounts.stream().anyMatch(one -> one.mount().id() == mount.id());
    if (known || base.isEmpty()) {
      return;
    }
    if (mounts.size() == MOST) {
      cut = true;
      return;
    }
    String path = mount.mountPoint().substring(1);
    Optional<Fd> root = open(base.get(), path);
    if (root.isPresent()) {
      boolean same = false;
      try {
        same = Self.mountId(root.get()) == mount.id();
      } finally {
        if (!same) {
          root.get().close();
        }
      }
      if (same) {
        mounts.add(new Entered(mount, path, root.get(), false));
      }
    }
  }

  /**
   * Empty where it is gone, or lies where nobody can go: nothing of it is to be seen then. Somebody
   * may have mounted something on the way since the table was read, which is not to be asked for
   * the next name; to get onto what is mounted at the last one asks nobody.
   */
  private static Optional<Fd> open(Entered base, String path) {
    String rest = base.rest(path);
    try (Fd parent =
        Open.resolving(
            base.root(),
            "./" + Paths.parent(rest),
            O_PATH | O_DIRECTORY,
            RESOLVE | RESOLVE_NO_XDEV)) {
      return Optional.of(Open.resolving(parent, Paths.name(rest), O_PATH | O_NOFOLLOW, RESOLVE));
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }

  /** The entered mount from which the way to another one leads through nothing else. */
  private Optional<Entered> base(Mount mount) {
    Mount below = table.get(mount.parent());
    for (int i = 0; below != null && i < MOST; i++) {
      if (!below.mountPoint().equals(mount.mountPoint())) {
        int id = below.id();
        return mounts.stream().filter(one -> one.mount().id() == id).findFirst();
      }
      below = below.parent() == below.id() ? null : table.get(below.parent());
    }
    return Optional.empty();
  }

  /** Whether another mount lies on it or on the way to it, other than those that it lies on. */
  private boolean isCovered(Mount mount) {
    Set<Integer> below = new HashSet<>();
    for (Mount next = mount; next != null && below.add(next.id()); ) {
      next = table.get(next.parent());
    }
    return table.values().stream()
        .filter(other -> isAtOrBelow(mount.mountPoint(), other.mountPoint()))
        .anyMatch(other -> !below.contains(other.id()));
  }

  /**
   * Of those that show one file system the one that shows most of it comes first: a part that
   * somebody has mounted elsewhere must not hide the whole.
   */
  private void chooseWalked() {
    List<Entered> walked = new ArrayList<>(List.of(mounts.getFirst()));
    mounts.stream()
        .skip(1)
        .filter(one -> !one.isInMemory())
        .sorted(Comparator.comparingInt(one -> one.mount().root().length()))
        .filter(one -> showsMore(one.mount(), walked))
        .forEach(walked::add);
    mounts.replaceAll(one -> walked.contains(one) ? one.asWalked() : one);
  }

  /**
   * Whether it shows what no other one does. What holds the machine's root file system as one
   * directory of many holds other states of the machine (ostree, snapshots), which do not run.
   */
  private static boolean showsMore(Mount mount, List<Entered> walked) {
    boolean isPart =
        walked.stream()
            .map(Entered::mount)
            .filter(other -> other.device().equals(mount.device()))
            .anyMatch(other -> isAtOrBelow(mount.root(), other.root()));
    Mount top = walked.getFirst().mount();
    return !isPart
        && !(top.device().equals(mount.device()) && isAtOrBelow(top.root(), mount.root()));
  }

  private static boolean isAtOrBelow(String path, String directory) {
    return directory.equals("/") || path.equals(directory) || path.startsWith(directory + "/");
  }

  @Override
  public void close() {
    mounts.forEach(one -> one.root().close());
  }
}
