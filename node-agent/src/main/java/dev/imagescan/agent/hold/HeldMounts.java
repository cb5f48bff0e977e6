package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of a node's mounts as they stand in its status, and what was last seen of them. What
 * was seen counts for a while, as long as the plan for the mount stays the same and nothing is done
 * at its place. One thread may use it.
 */
final class HeldMounts {

  /** How long what was seen counts. */
  static final Duration SEEN_LASTS = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(HeldMounts.class);

  private record Sight(Seen seen, Instant time, PlannedMount planned) {}

  private final Map<String, MountResult> entries = new LinkedHashMap<>();
  private final Map<String, Sight> sights = new HashMap<>();
  private Map<String, PlannedMount> plan = Map.of();

  /** Takes over what another agent has written down. */
  void startFrom(List<MountResult> left) {
    left.forEach(entry -> entries.put(entry.planned().id(), entry));
  }

  void plan(Map<String, PlannedMount> now) {
    plan = now;
  }

  Map<String, MountResult> entries() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  List<MountResult> list() {
    return List.copyOf(entries.values());
  }

  int size() {
    return entries.size();
  }

  Optional<MountResult> get(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  void put(MountResult entry) {
    MountResult before = entries.put(entry.planned().id(), entry);
    boolean isNews =
        before == null
            || before.state() != entry.state()
            || !Objects.equals(before.reason(), entry.reason());
    // A moment later there is more to tell.
    if (isNews && entry.state() != MountState.MOUNTING) {
      tell(entry.planned(), entry.state() + (entry.reason() == null ? "" : ", " + entry.reason()));
    }
  }

  /** Puts other entries in the place of all. */
  void replace(Map<String, MountResult> ahead) {
    entries.keySet().retainAll(ahead.keySet());
    ahead.values().forEach(this::put);
  }

  void drop(String id) {
    MountResult dropped = entries.remove(id);
    sights.remove(id);
    if (dropped != null) {
      tell(dropped.planned(), "gone");
    }
  }

  /** Gives an entry an ID of its own; nothing is known of it then. */
  void setAside(MountResult held) {
    entries.remove(held.planned().id());
    MountResult aside = Aside.of(held, entries.keySet());
    entries.put(aside.planned().id(), aside);
    forgetSights(held.planned().id());
  }

  private static void tell(PlannedMount mount, String what) {
    log.info(
        "the mount {} at {} in container {} of pod {}: {}",
        mount.id(),
        mount.mountPath(),
        mount.container(),
        mount.pod(),
        what);
  }

  void saw(String id, Seen seen, Instant now) {
    if (entries.containsKey(id)) {
      sights.put(id, new Sight(seen, now, plan.get(id)));
    }
  }

  /** Nothing that was seen at this place counts any more. */
  void forgetSights(String id) {
    String place = Aside.place(id);
    sights.keySet().removeIf(each -> Aside.place(each).equals(place));
  }

  /** What was seen and still counts. */
  Map<String, Seen> seen(Instant now) {
    Map<String, Seen> counting = new HashMap<>();
    sights.forEach(
        (id, sight) -> {
          // A clock that was set back must not make an old sight count for long.
          boolean isFresh = Duration.between(sight.time(), now).abs().compareTo(SEEN_LASTS) < 0;
          if (isFresh && Objects.equals(sight.planned(), plan.get(id))) {
            counting.put(id, sight.seen());
          }
        });
    return counting;
  }

  /** When something of what was seen stops to count. */
  Optional<Instant> nextLook() {
    return sights.values().stream()
        .map(sight -> sight.time().plus(SEEN_LASTS))
        .min(Instant::compareTo);
  }

  Map<MountState, Long> count() {
    Map<MountState, Long> count = new EnumMap<>(MountState.class);
    for (MountState state : MountState.values()) {
      count.put(state, 0L);
    }
    entries.values().forEach(entry -> count.merge(entry.state(), 1L, Long::sum));
    return count;
  }

  /**
   * Whether no other mount of ours shows the same in the same container, apart from those that go
   * before it does: a claim may come from another carrier as well, and at another path. Of several
   * that go, the one with the greatest ID is the last.
   */
  boolean isLast(MountResult one, Map<String, PlannedMount> plan) {
    String id = one.planned().id();
    return entries.values().stream()
        .filter(other -> other.placed() != null)
        .filter(other -> other.planned().containerID().equals(one.planned().containerID()))
        .filter(other -> isPartOf(other.placed(), one.placed()))
        .map(other -> other.planned().id())
        .noneMatch(other -> plan.containsKey(other) || other.compareTo(id) > 0);
  }

  private static boolean isPartOf(PlacedMount part, PlacedMount whole) {
    String above = whole.root().endsWith("/") ? whole.root() : whole.root() + "/";
    return part.device().equals(whole.device())
        && (part.root().equals(whole.root()) || part.root().startsWith(above));
  }
}
