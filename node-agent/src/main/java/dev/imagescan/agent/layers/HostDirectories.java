package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.LocalFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Directories of the node, opened by the names that its own mount table uses. Closing this closes
 * them all, unless they were kept.
 */
final class HostDirectories implements AutoCloseable {

  private static final long RESOLVE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

  private final ContainerProcess node;
  private final Fd root;
  private final List<Fd> opened = new ArrayList<>();
  private final Set<Integer> localMounts = new HashSet<>();

  /** Looks at the node with the eyes of its first process. */
  HostDirectories(ContainerProcess node) throws LinuxException {
    this.node = node;
    this.root = node.root();
  }

  /** Opens a directory, of which nothing may be read yet. */
  Fd any(String path) throws LinuxException {
    return add(Open.resolving(root, path, Open.O_PATH | Open.O_DIRECTORY, RESOLVE));
  }

  /** Opens a directory that may be read, because it lies on a local file system. */
  Fd local(String path) throws IOException {
    Fd directory = any(path);
    int mount = Self.mountId(directory);
    if (!localMounts.contains(mount)) {
      LocalFileSystem.require(directory, node.open("mountinfo"));
      localMounts.add(mount);
    }
    return directory;
  }

  /** Opens a directory that may be read, at a path without links. */
  Fd exact(String path) throws IOException {
    int flags = Open.O_PATH | Open.O_DIRECTORY;
    Fd directory = add(Open.resolving(root, path, flags, RESOLVE | Open.RESOLVE_NO_SYMLINKS));
    LocalFileSystem.require(directory, node.open("mountinfo"));
    return directory;
  }

  /** Whether there is a directory at that path. */
  boolean isThere(String path) {
    try (Fd directory = Open.resolving(root, path, Open.O_PATH | Open.O_DIRECTORY, RESOLVE)) {
      return directory.number() >= 0;
    } catch (LinuxException e) {
      return false;
    }
  }

  /** Takes charge of a directory that was opened elsewhere. */
  Fd add(Fd directory) {
    opened.add(directory);
    return directory;
  }

  /** Leaves directories open for good. */
  void keep(List<Fd> kept) {
    opened.removeAll(kept);
  }

  @Override
  public void close() {
    root.close();
    opened.forEach(Fd::close);
  }
}
