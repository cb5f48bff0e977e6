package dev.imagescan.agent.root;

import static dev.imagescan.agent.linux.Open.O_DIRECTORY;
import static dev.imagescan.agent.linux.Open.O_NOFOLLOW;
import static dev.imagescan.agent.linux.Open.O_PATH;
import static dev.imagescan.agent.linux.Open.RESOLVE_IN_ROOT;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_MAGICLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_SYMLINKS;
import static dev.imagescan.agent.linux.Open.RESOLVE_NO_XDEV;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One mounted file system, as a running container sees it or as a directory holds it. The kernel
 * resolves every path with {@code openat2}, links and '..' within the root, and never enters
 * another mount; as the root's own file system is local, everything below is then.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class ContainerRoot implements Root {

  private static final long RESOLVE_MOUNT =
      RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS;
  private static final long RESOLVE = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;

  private final Fd root;
  private final Budget budget;

  private ContainerRoot(Fd root, Budget budget) {
    this.root = root;
    this.budget = budget;
  }

  /**
   * The root file system of a process.
   *
   * @throws UnreadableException with {@link Unreadable#SPECIAL_FILE_SYSTEM} when it is of a kind
   *     that is not read
   */
  public static ContainerRoot of(ContainerProcess process, Budget budget)
      throws UnreadableException {
    return open(process::root, root -> LocalFileSystem.require(root, process), budget);
  }

  /**
   * A directory that the user names.
   *
   * @throws UnreadableException as {@link #of}
   */
  public static ContainerRoot below(Path directory, Budget budget) throws UnreadableException {
    byte[] name = directory.toString().getBytes(StandardCharsets.UTF_8);
    String path = new String(name, StandardCharsets.ISO_8859_1);
    return open(
        () -> Open.path(path, O_PATH | O_DIRECTORY),
        root -> LocalFileSystem.require(root, Open.path("/proc/self/mountinfo", Open.O_RDONLY)),
        budget);
  }

  /**
   * What is mounted at one place of a process's, a directory or a single file; asks nobody who
   * could keep us waiting, as long as all that the mount point lies on is local.
   *
   * @throws UnreadableException as {@link #of}, and when something else is mounted there
   */
  public static ContainerRoot on(ContainerProcess process, Mount mount, Budget budget)
      throws UnreadableException {
    return open(
        () -> {
          try (Fd root = process.root()) {
            return Open.resolving(root, mount.mountPoint(), O_PATH | O_NOFOLLOW, RESOLVE_MOUNT);
          }
        },
        fd -> {
          if (Self.mountId(fd) != mount.id()) {
            throw new UnreadableException(mount.mountPoint(), Unreadable.OTHER_MOUNT);
          }
          LocalFileSystem.require(fd, process);
        },
        budget);
  }

  private interface Opening {
    Fd open() throws LinuxException;
  }

  private interface Check {
    void require(Fd root) throws IOException;
  }

  private static ContainerRoot open(Opening opening, Check check, Budget budget)
      throws UnreadableException {
    Fd root = null;
    try {
      root = opening.open();
      check.require(root);
      return new ContainerRoot(root, budget);
    } catch (IOException e) {
      if (root != null) {
        root.close();
      }
      throw unreadable("/", e);
    }
  }

  private static UnreadableException unreadable(String path, IOException e) {
    return switch (e) {
      case UnreadableException already -> already;
      case LinuxException call -> new UnreadableException(path, Unreadable.of(call));
      default -> new UnreadableException(path, Unreadable.IO_ERROR);
    };
  }

  @Override
  public RootFile open(String path) throws UnreadableException {
    return RegularFile.open(resolve(path, O_PATH), -1, path, budget);
  }

  @Override
  public List<String> list(String path) throws UnreadableException {
    try (Fd directory = resolve(path, O_PATH | O_DIRECTORY)) {
      return Listing.read(directory, path, budget).stream()
          .map(Directory.Entry::name)
          .sorted()
          .toList();
    }
  }

  @Override
  public void walk(Visitor visitor) throws UnreadableException {
    new MountWalk(visitor, budget).below(root);
  }

  /**
   * What is at a path itself, no link followed; empty when nothing is. The empty path is the
   * root's.
   */
  public Optional<Stat> entry(String path) throws UnreadableException {
    Paths.check(path, budget.limits());
    budget.chargeEntries(path, 1);
    try {
      return path.isEmpty()
          ? Optional.of(Stat.of(root))
          : Stat.ifThere(root, path, RESOLVE | RESOLVE_NO_SYMLINKS);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  private Fd resolve(String path, int flags) throws UnreadableException {
    Paths.check(path, budget.limits());
    budget.chargeEntries(path, 1);
    String relative = path.isEmpty() ? "." : path;
    try {
      return Open.resolving(root, relative, flags, RESOLVE);
    } catch (LinuxException e) {
      Unreadable why = Unreadable.of(e);
      throw new UnreadableException(
          path, why == Unreadable.NOT_FOUND && isLink(relative) ? Unreadable.DANGLING_LINK : why);
    }
  }

  /** A link where a file is looked for may lead nowhere here and to a file on the host. */
  private boolean isLink(String path) {
    try {
      Open.resolving(root, path, O_PATH | O_NOFOLLOW, RESOLVE).close();
      return true;
    } catch (LinuxException e) {
      return false;
    }
  }

  @Override
  public Budget budget() {
    return budget;
  }

  @Override
  public void close() {
    root.close();
  }
}
