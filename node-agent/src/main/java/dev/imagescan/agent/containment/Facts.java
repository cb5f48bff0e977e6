package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.IdMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All that a judgement on a container is made from.
 *
 * @param podUid of its pod; null when that is not known, or there is none
 * @param givers UIDs of other pods whose volumes were put into it on purpose
 * @param first its first process
 * @param others its other processes, as far as they were looked at
 * @param neighbours the other containers of the node
 * @param host the links of the host's namespaces
 * @param uidMap its {@code uid_map}
 * @param gidMap its {@code gid_map}
 * @param mounts its mount table
 * @param hostMounts that of the host's first process
 * @param hostSockets paths of sockets with which the host is ruled, that are there
 * @param nodes the device nodes in its /dev
 * @param devices which devices its control group lets it open; empty where that cannot be read
 * @param filter the seccomp filter with which it was started; empty when that is not known
 * @param kernel the kernel
 */
record Facts(
    String podUid,
    Set<String> givers,
    ProcessFacts first,
    List<ProcessFacts> others,
    List<Neighbour> neighbours,
    Map<Namespace, String> host,
    IdMap uidMap,
    IdMap gidMap,
    MountTable mounts,
    MountTable hostMounts,
    Set<String> hostSockets,
    DeviceNodes nodes,
    Optional<DeviceRules> devices,
    Optional<Filter> filter,
    KernelFacts kernel) {

  Facts {
    givers = Set.copyOf(givers);
    others = List.copyOf(others);
    neighbours = List.copyOf(neighbours);
    host = Map.copyOf(host);
    hostSockets = Set.copyOf(hostSockets);
  }

  /** Whether the first process is in that namespace of the host. */
  boolean isHost(Namespace kind) {
    return isHost(first, kind);
  }

  /** Whether a process is in that namespace of the host. */
  boolean isHost(ProcessFacts process, Namespace kind) {
    return process.shares(kind, host);
  }

  /** Whether its capabilities count on the host. */
  boolean hasHostUsers() {
    return isHost(Namespace.USER);
  }

  /** Whether one of its processes is root on the host, or may become it again. */
  boolean isHostRoot() {
    return processes().anyMatch(process -> process.status().mayBeRoot());
  }

  /** All of its processes. */
  Stream<ProcessFacts> processes() {
    return Stream.concat(Stream.of(first), others.stream());
  }

  /**
   * Whether a process's root was changed within its mount namespace: then no mount that it can see
   * is at its root, and it may not make user namespaces.
   */
  boolean isRootChanged() {
    return !mounts.mounts().isEmpty()
        && mounts.mounts().stream().noneMatch(mount -> mount.mountPoint().equals("/"));
  }
}
