package dev.imagescan.agent.host;

import static dev.imagescan.agent.linux.Open.O_DIRECTORY;
import static dev.imagescan.agent.linux.Open.O_PATH;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Space;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.HostRoot;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what runs containers on a machine: root's processes in its mount namespace, sockets and
 * directories at the usual places. A runtime that keeps to none of these is not found.
 */
final class RuntimeReader {

  private static final String MOUNT_NAMESPACE = "ns/mnt";
  private static final int MAX_PATH = 512;
  private static final int MAX_TYPE = 64;

  private final HostRoot root;
  private final MountTable table;
  private final Map<String, String> executables;

  /** Looks for the processes at once. */
  RuntimeReader(Processes processes, ContainerProcess first, HostRoot root, MountTable table)
      throws IOException {
    this.root = root;
    this.table = table;
    this.executables = executables(processes, first);
  }

  /** Those that run, or have left something that only they use. */
  List<FoundRuntime> find() {
    return KnownRuntime.ALL.stream().map(this::find).filter(FoundRuntime::isThere).toList();
  }

  private FoundRuntime find(KnownRuntime known) {
    return new FoundRuntime(
        known,
        Optional.ofNullable(executables.get(known.name())),
        known.sockets().stream().filter(this::isSocket).toList(),
        known.storage().stream().flatMap(path -> storage(path).stream()).toList());
  }

  /** The programs by the runtimes' names; of several processes that of the lowest number. */
  private static Map<String, String> executables(Processes processes, ContainerProcess first)
      throws IOException {
    Map<String, String> found = new HashMap<>();
    Map<String, Integer> pids = new HashMap<>();
    String namespace = first.target(MOUNT_NAMESPACE);
    processes.each(
        process -> {
          Optional<KnownRuntime> known = known(process);
          boolean isFirst =
              known.isPresent()
                  && process.pid() < pids.getOrDefault(known.get().name(), Integer.MAX_VALUE);
          if (isFirst) {
            executable(process, namespace)
                .ifPresent(
                    path -> {
                      found.put(known.get().name(), path);
                      pids.put(known.get().name(), process.pid());
                    });
          }
          return true;
        });
    return found;
  }

  private static Optional<KnownRuntime> known(ContainerProcess process) {
    String command = process.command();
    return KnownRuntime.ALL.stream().filter(one -> one.commands().contains(command)).findFirst();
  }

  /**
   * Its program; empty when it is not one of the machine's own, where neither the name nor the path
   * would say anything.
   */
  private static Optional<String> executable(ContainerProcess process, String namespace) {
    try {
      boolean own = process.target(MOUNT_NAMESPACE).equals(namespace) && process.isOfRoot();
      return own ? Optional.of(process.target("exe")) : Optional.empty();
    } catch (LinuxException e) {
      return Optional.empty();
    }
  }

  private boolean isSocket(String path) {
    return root.at(path).filter(Stat::isSocket).isPresent();
  }

  private Optional<RuntimeStorage> storage(String path) {
    try (Fd fd = root.locate(path, O_PATH | O_DIRECTORY)) {
      int id = Self.mountId(fd);
      Optional<Mount> mount = table.mounts().stream().filter(m -> m.id() == id).findFirst();
      Space space = Space.of(fd);
      return Optional.of(describe(path, mount, space.capacity(), space.available()));
    } catch (IOException e) {
      // A file system over a network that is mounted there is told of, and not asked.
      return table.mounts().stream()
          .filter(mount -> mount.mountPoint().equals(path))
          .reduce((_, last) -> last)
          .map(mount -> describe(path, Optional.of(mount), null, null));
    }
  }

  private static RuntimeStorage describe(
      String path, Optional<Mount> mount, Long capacity, Long available) {
    return new RuntimeStorage(
        path,
        mount.map(one -> Printable.of(one.type(), MAX_TYPE)).orElse(null),
        mount.map(one -> Printable.of(one.source(), MAX_PATH)).orElse(null),
        capacity,
        available);
  }
}
