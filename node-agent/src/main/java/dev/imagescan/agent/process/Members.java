package dev.imagescan.agent.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which processes were in which container when /proc was read: hints, each of which is checked
 * again before it is used. Immutable.
 */
public final class Members {

  private final Map<CgroupPath.Owner, List<Integer>> pids;

  Members(Map<CgroupPath.Owner, List<Integer>> pids) {
    this.pids = new HashMap<>(pids);
  }

  /** Whether a process was seen, and in the container that it is in now. */
  public boolean have(ContainerProcess process) {
    return owner(process).map(owner -> beside(owner).contains(process.pid())).orElse(true);
  }

  static Optional<CgroupPath.Owner> owner(ContainerProcess process) {
    return process.containerId().map(id -> new CgroupPath.Owner(process.podUid().orElse(""), id));
  }

  List<Integer> beside(CgroupPath.Owner owner) {
    return pids.getOrDefault(owner, List.of());
  }
}
