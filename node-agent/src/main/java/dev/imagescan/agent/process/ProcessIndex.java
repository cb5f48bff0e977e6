package dev.imagescan.agent.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which processes belonged to which container when /proc was read: hints, each of which is checked
 * again before it is used. Immutable.
 */
public final class ProcessIndex {

  /** One that knows nothing. */
  static final ProcessIndex EMPTY = new ProcessIndex(Set.of(), Map.of());

  private static final String OWN_CONTAINER = "";

  /** A container's oldest process of those that were looked at. */
  record Candidate(int pid, long startTime) {
    boolean isOlderThan(Candidate other) {
      return startTime < other.startTime || (startTime == other.startTime && pid < other.pid);
    }
  }

  private final Set<Integer> seen;
  private final Map<CgroupPath.Owner, Candidate> oldest;

  ProcessIndex(Set<Integer> seen, Map<CgroupPath.Owner, Candidate> oldest) {
    this.seen = Set.copyOf(seen);
    this.oldest = Map.copyOf(oldest);
  }

  /** How many containers have processes. */
  public int size() {
    return oldest.size();
  }

  Set<Map.Entry<CgroupPath.Owner, Candidate>> all() {
    return oldest.entrySet();
  }

  /** Whether a process of this number was looked at. */
  boolean hasSeen(int pid) {
    return seen.contains(pid);
  }

  /** What it knows of processes that are still there. */
  Map<CgroupPath.Owner, Candidate> among(Set<Integer> pids) {
    return oldest.entrySet().stream()
        .filter(entry -> pids.contains(entry.getValue().pid()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  Optional<Map.Entry<CgroupPath.Owner, Candidate>> oldest(String podUid, ContainerId container) {
    return only(podUid, container.id())
        .or(() -> podUid == null ? Optional.empty() : only(podUid, OWN_CONTAINER));
  }

  private Optional<Map.Entry<CgroupPath.Owner, Candidate>> only(String podUid, String id) {
    List<Map.Entry<CgroupPath.Owner, Candidate>> found =
        oldest.entrySet().stream()
            .filter(entry -> entry.getKey().id().equals(id))
            .filter(entry -> podUid == null || entry.getKey().podUid().equals(podUid))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
