package dev.imagescan.agent.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes belonged to which container when /proc was read: hints, each of which is checked
 * again before it is used. Immutable.
 */
public final class ProcessIndex {

  private static final String OWN_CONTAINER = "";

  private final Map<CgroupPath.Owner, Integer> oldest;

  ProcessIndex(Map<CgroupPath.Owner, Integer> oldest) {
    this.oldest = Map.copyOf(oldest);
  }

  /** How many containers have processes. */
  public int size() {
    return oldest.size();
  }

  Set<Map.Entry<CgroupPath.Owner, Integer>> all() {
    return oldest.entrySet();
  }

  Optional<Map.Entry<CgroupPath.Owner, Integer>> oldest(String podUid, ContainerId container) {
    return only(podUid, container.id())
        .or(() -> podUid == null ? Optional.empty() : only(podUid, OWN_CONTAINER));
  }

  private Optional<Map.Entry<CgroupPath.Owner, Integer>> only(String podUid, String id) {
    List<Map.Entry<CgroupPath.Owner, Integer>> found =
        oldest.entrySet().stream()
            .filter(entry -> entry.getKey().id().equals(id))
            .filter(entry -> podUid == null || entry.getKey().podUid().equals(podUid))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
