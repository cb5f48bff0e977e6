package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.LocalFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks which device nodes a container has in its /dev, if that is one in memory, as is usual. */
final class DeviceReader {

  private static final long FROM_ROOT =
      Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS | Open.RESOLVE_NO_SYMLINKS;
  private static final long BELOW =
      Open.RESOLVE_BENEATH | Open.RESOLVE_NO_SYMLINKS | Open.RESOLVE_NO_XDEV;
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "devtmpfs");
  private static final Stat.Device FUSE = new Stat.Device(10, 229);
  private static final int MOST_ENTRIES = 2000;

  private static final int OWNER_READS_AND_WRITES = 0600;
  private static final int ALL_READ_AND_WRITE = 0006;

  private final HostPaths host;
  private final ProcessStatus first;
  private final boolean mayOpenAll;

  /**
   * Looks for a container's first process.
   *
   * @param mayOpenAll whether permissions of the host's files do not count for it
   */
  DeviceReader(HostPaths host, ProcessStatus first, boolean mayOpenAll) {
    this.host = host;
    this.first = first;
    this.mayOpenAll = mayOpenAll;
  }

  /** Those of one container; unknown when they cannot be read. */
  DeviceNodes read(ContainerProcess process) {
    try (Fd root = process.root()) {
      // To look for a name in a file system in user space may take for ever.
      LocalFileSystem.require(root, process);
      try (Fd dev = Open.resolving(root, "dev", Open.O_PATH | Open.O_DIRECTORY, FROM_ROOT)) {
        return isInMemory(dev, process) ? below(dev, process) : DeviceNodes.UNKNOWN;
      }
    } catch (IOException e) {
      return DeviceNodes.UNKNOWN;
    }
  }

  private static boolean isInMemory(Fd file, ContainerProcess process) throws IOException {
    Optional<Mount> mount = MountTable.find(process.open("mountinfo"), Self.mountId(file));
    return mount.filter(found -> IN_MEMORY.contains(found.type())).isPresent();
  }

  private DeviceNodes below(Fd dev, ContainerProcess process) throws IOException {
    List<Stat.Device> blocks = new ArrayList<>();
    int seen = 0;
    try (Fd listing = Open.again(dev, Open.O_RDONLY | Open.O_DIRECTORY)) {
      for (List<Directory.Entry> entries = Directory.next(listing);
          entries != null && seen < MOST_ENTRIES;
          entries = Directory.next(listing)) {
        seen += entries.size();
        for (Directory.Entry entry : entries) {
          if (entry.type() == Directory.Type.OTHER) {
            block(dev, entry.name()).ifPresent(blocks::add);
          }
        }
      }
    }
    return new DeviceNodes(
        fuse(dev, process),
        blocks.stream().anyMatch(device -> !host.haveDisk(device)),
        blocks.stream().anyMatch(host::haveDisk),
        true);
  }

  /**
   * Runtimes and users bind single devices, so this one may be a mount of its own, from anywhere.
   */
  private boolean fuse(Fd dev, ContainerProcess process) throws IOException {
    long resolve = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_SYMLINKS;
    Optional<Fd> found = Open.ifThere(dev, "fuse", Open.O_PATH | Open.O_NOFOLLOW, resolve);
    if (found.isEmpty()) {
      return false;
    }
    try (Fd node = found.get()) {
      if (!isInMemory(node, process)) {
        LocalFileSystem.require(node, process);
      }
      Stat stat = Stat.of(node);
      return stat.isCharacterDevice() && stat.specialDevice().equals(FUSE) && mayOpen(stat);
    }
  }

  private boolean mayOpen(Stat node) {
    int needed = node.uid() == first.user() ? OWNER_READS_AND_WRITES : ALL_READ_AND_WRITE;
    return mayOpenAll || (node.mode() & needed) == needed;
  }

  private static Optional<Stat.Device> block(Fd dev, String name) {
    try {
      return Stat.ifThere(dev, name, BELOW).filter(Stat::isBlockDevice).map(Stat::specialDevice);
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }
}
