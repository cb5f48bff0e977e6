package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Reads what a process sees, and whose its mounts are. */
final class ViewReader {

  private final HostPaths hostPaths;
  private final Map<Namespace, String> host;

  ViewReader(HostPaths hostPaths, Map<Namespace, String> host) {
    this.hostPaths = hostPaths;
    this.host = host;
  }

  /**
   * Of a process or a thread.
   *
   * @param directory of the thread, such as {@code task/12/}; empty for the process
   * @param held how it is held
   */
  View of(ContainerProcess process, String directory, ProcessFacts held) throws IOException {
    try (Fd table = process.open(directory + "mountinfo")) {
      return of(process, directory, held, MountTable.read(table));
    }
  }

  /** The same with its mount table, where that was read before. */
  View of(ContainerProcess process, String directory, ProcessFacts held, MountTable mounts) {
    boolean mayOpenAll = hasHostUsers(held) && held.status().may(Capability.DAC_OVERRIDE);
    DeviceReader devices = new DeviceReader(hostPaths, held.status(), mayOpenAll);
    return new View(held, mounts, devices.read(process), mountOwner(process, directory));
  }

  /** Whether its capabilities count on the host. */
  boolean hasHostUsers(ProcessFacts held) {
    return held.shares(Namespace.USER, host);
  }

  /** Whether it is in a namespace of the host that the other is not in. */
  boolean isInMoreOfTheHost(ProcessFacts held, ProcessFacts other) {
    return Arrays.stream(Namespace.values())
        .anyMatch(kind -> held.shares(kind, host) && !other.shares(kind, host));
  }

  private static Optional<String> mountOwner(ContainerProcess process, String directory) {
    try (Fd namespace = process.open(directory + "ns/mnt")) {
      return Optional.of("user:[" + Namespaces.owner(namespace) + "]");
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }
}
