package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.LocalFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Directories of the node, opened by the names that its own mount table uses. Users may have
 * mounted something on the way since that was read: what is on a file system that is not local is
 * never asked for. Closing this closes them all, unless they were kept.
 */
final class HostDirectories implements AutoCloseable {

  private final ContainerProcess node;
  private final List<Fd> opened = new ArrayList<>();

  /** Mounts that are local, each held by what keeps its ID from being another one's. */
  private final Map<Integer, Fd> localMounts = new HashMap<>();

  /** Looks at the node with the eyes of its first process. */
  HostDirectories(ContainerProcess node) {
    this.node = node;
  }

  /** Opens a directory that may be read: everything on the way is on local file systems. */
  Fd local(String path) throws IOException {
    return add(open(path, CarefulPath.Links.FOLLOWED));
  }

  /** The same at a path without links. */
  Fd exact(String path) throws IOException {
    return add(open(path, CarefulPath.Links.REFUSED));
  }

  /** Whether there is such a directory at that path. */
  boolean isThere(String path) {
    try (Fd directory = open(path, CarefulPath.Links.FOLLOWED)) {
      return directory.number() >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Fd open(String path, CarefulPath.Links links) throws IOException {
    try (CarefulPath way = new CarefulPath(node.root(), this::require, links)) {
      return way.open(path);
    }
  }

  private void require(Fd entry) throws IOException {
    int mount = Self.mountId(entry);
    if (!localMounts.containsKey(mount)) {
      LocalFileSystem.require(entry, node.open("mountinfo"));
      localMounts.put(mount, Open.resolving(entry, ".", Open.O_PATH, Open.RESOLVE_BENEATH));
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
    localMounts.values().forEach(Fd::close);
    opened.forEach(Fd::close);
  }
}
