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
 * @param containerId its ID with its runtime, or empty
 * @param givers UIDs of other pods whose volumes were put into it on purpose
 * @param view its first process
 * @param rest its other processes
 * @param neighbours the other containers of the node
 * @param host the links of the host's namespaces
 * @param uidMap its {@code uid_map}
 * @param gidMap its {@code gid_map}
 * @param hostMounts that of the host's first process
 * @param hostSockets paths of sockets with which the host is ruled, that are there
 * @param devices which devices its control group lets it open; empty where that cannot be read
 * @param filter the seccomp filter with which it was started; empty when that is not known
 * @param binds what of the host its runtime was told to bind into it, as far as that is known
 * @param kernel the kernel
 */
record Facts(
    String podUid,
    String containerId,
    Set<String> givers,
    View view,
    OtherProcesses rest,
    List<Neighbour> neighbours,
    Map<Namespace, String> host,
    IdMap uidMap,
    IdMap gidMap,
    MountTable hostMounts,
    Set<String> hostSockets,
    Optional<DeviceRules> devices,
    Optional<Filter> filter,
    List<Bundle.Bind> binds,
    KernelFacts kernel) {

  Facts {
    givers = Set.copyOf(givers);
    binds = List.copyOf(binds);
    neighbours = List.copyOf(neighbours);
    host = Map.copyOf(host);
    hostSockets = Set.copyOf(hostSockets);
  }

  /** Its first process. */
  ProcessFacts first() {
    return view.process();
  }

  /** The other ones, as far as they were looked at. */
  List<ProcessFacts> others() {
    return rest.all();
  }

  /** The mount table of the first process. */
  MountTable mounts() {
    return view.mounts();
  }

  /** The device nodes in the /dev of the first process. */
  DeviceNodes nodes() {
    return view.nodes();
  }

  /** Whether the first process is in that namespace of the host. */
  boolean isHost(Namespace kind) {
    return isHost(first(), kind);
  }

  /** Whether a process is in that namespace of the host. */
  boolean isHost(ProcessFacts process, Namespace kind) {
    return process.shares(kind, host);
  }

  /** Whether any of its processes is in that namespace of the host. */
  boolean isAnyHost(Namespace kind) {
    return processes().anyMatch(process -> isHost(process, kind));
  }

  /** What its processes see: first the first one, and then those that see other things. */
  Stream<View> views() {
    return Stream.concat(Stream.of(view), rest.differing().stream());
  }

  /**
   * Whether its first process may have put out of sight what another one, or itself, was given: by
   * another root, or by leaving for other mounts or users while others stay.
   */
  boolean mayHideMounts() {
    return view.isRootChanged()
        || others().stream()
            .anyMatch(
                other ->
                    other.isApart(Namespace.MNT, first())
                        || other.isApart(Namespace.USER, first()));
  }

  /** Whether its capabilities count on the host. */
  boolean hasHostUsers() {
    return isHost(Namespace.USER);
  }

  /** Whether one of its processes is root on the host, or may become it again. */
  boolean isHostRoot() {
    return processes().anyMatch(process -> process.status().mayBeRoot());
  }

  /** Whether all of its processes, threads and mounts were looked at. */
  boolean isComplete() {
    return !rest.truncated()
        && !mounts().truncated()
        && rest.differing().stream().noneMatch(view -> view.mounts().truncated());
  }

  /** All of its processes. */
  Stream<ProcessFacts> processes() {
    return Stream.concat(Stream.of(first()), others().stream());
  }
}
