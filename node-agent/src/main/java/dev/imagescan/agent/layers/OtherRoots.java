package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.LocalFileSystem;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what to compare a container with whose root is no overlay of the kernel's: the layers of a
 * fuse-overlayfs, or the directory that its plain one is a copy of. Safe for use by many threads.
 */
public final class OtherRoots {

  private final Processes processes;
  private final int node;

  /**
   * Works on a machine whose first process that is.
   *
   * @param processes those of the node's own PID namespace
   */
  public OtherRoots(Processes processes, int node) {
    this.processes = processes;
    this.node = node;
  }

  /**
   * Opens the root file system that a process runs on, and its image's; empty when it is of no such
   * kind.
   *
   * @throws IOException with a sentence for people, when they are not to be had
   */
  public Optional<Comparison> find(ContainerProcess process) throws IOException {
    try (Fd root = process.root()) {
      Optional<Mount> mount =
          MountTable.find(process.open("mountinfo"), Self.mountId(root))
              .filter(found -> found.mountPoint().equals("/"));
      if (mount.filter(found -> found.type().equals(FuseDaemon.TYPE)).isPresent()) {
        return Optional.of(new FuseDaemon(processes).layers(process, mount.get()));
      }
      Optional<VfsStore> store = mount.map(Mount::root).flatMap(VfsStore::of);
      if (store.isEmpty()) {
        return Optional.empty();
      }
      LocalFileSystem.require(root, process);
      return Optional.of(open(store.get(), mount.get(), process, root));
    }
  }

  private PlainTrees open(VfsStore store, Mount mount, ContainerProcess process, Fd root)
      throws IOException {
    try (ContainerProcess host = processes.open(node);
        HostDirectories directories = new HostDirectories(host)) {
      Fd directory = directories.exact(onHost(host, mount, store.path()));
      Fd own = directories.add(store.own(directory));
      Stat seen = Stat.of(root);
      Stat found = Stat.of(own);
      if (seen.inode() != found.inode() || !seen.device().equals(found.device())) {
        throw new IOException("its root file system is not where its mount table says");
      }
      Fd image = directories.add(store.image(directory, process.containerId()));
      directories.keep(List.of(own, image));
      return new PlainTrees(image, own);
    }
  }

  /** Where a directory of the file system is on the node. */
  private static String onHost(ContainerProcess host, Mount mount, String path) throws IOException {
    try (Fd table = host.open("mountinfo")) {
      Mount shown =
          MountTable.read(table).mounts().stream()
              .filter(each -> each.device().equals(mount.device()))
              .filter(each -> (path + "/").startsWith(withSlash(each.root())))
              .max(Comparator.comparingInt(each -> each.root().length()))
              .orElseThrow(() -> new IOException("the node does not show its root file system"));
      String rest = (path + "/").substring(withSlash(shown.root()).length());
      return withSlash(shown.mountPoint()) + rest;
    }
  }

  private static String withSlash(String path) {
    return path.endsWith("/") ? path : path + "/";
  }
}
