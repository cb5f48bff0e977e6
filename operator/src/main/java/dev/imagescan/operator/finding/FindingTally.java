package dev.imagescan.operator.finding;

import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingCounts;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.ScanSpec;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.operator.plan.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts what is found about one container after the other, each kind once a container. Containers
 * that do the same (of one namespace, name and image) are told of together, and so are all that
 * have a kind of severity Low. One thread.
 */
public final class FindingTally {

  private static final int MOST = 50;

  private static final Comparator<Group> ORDER =
      Comparator.comparing((Group group) -> group.kind().ignored() != null)
          .thenComparing(group -> Kinds.severity(group.kind().id()))
          .thenComparing(group -> Kinds.rank(group.kind().id()))
          .thenComparing(group -> group.kind().id())
          .thenComparing(Group::first, Target.ORDER);

  private final List<Inspection> inspected;
  private final Accepted byScan;
  private final Instant now;
  private final Map<Kind, Group> groups = new HashMap<>();
  private final SortedMap<String, String> unheeded = new TreeMap<>();
  private final int[] counts = new int[Severity.values().length];
  private int ignored;
  private int containers;
  private Instant next;

  /** A tally for a scan, at a time. */
  public FindingTally(ScanSpec scan, Instant now) {
    this.inspected = scan.inspect();
    this.byScan = new Accepted(scan.ignore(), now);
    this.now = now;
    this.next = byScan.next().orElse(null);
  }

  /** Adds a container that was inspected, and the IDs of what was found about it. */
  public void add(Target target, List<String> findings) {
    if (!Kinds.foundBy(inspected)) {
      return;
    }
    containers++;
    noteUnheeded(target);
    Accepted byPod = new Accepted(target.pod().ignores().accepted(), now);
    byPod.next().filter(end -> next == null || end.isBefore(next)).ifPresent(end -> next = end);
    findings.stream()
        .distinct()
        .filter(id -> Kinds.foundBy(inspected, id))
        .forEach(id -> add(target, id, byScan.reason(id).or(() -> byPod.reason(id))));
  }

  private void noteUnheeded(Target target) {
    if (target.pod().ignores().problem() != null) {
      String pod = target.pod().namespace() + "/" + target.pod().name();
      unheeded.put(pod, target.pod().ignores().problem());
      if (unheeded.size() > MOST) {
        unheeded.pollLastEntry();
      }
    }
  }

  private void add(Target target, String id, Optional<String> reason) {
    if (reason.isPresent()) {
      ignored++;
    } else {
      counts[Kinds.severity(id).ordinal()]++;
    }
    Kind kind = kind(target, id, reason.orElse(null));
    groups.merge(kind, new Group(kind, target, 1), Group::and);
  }

  /** What many containers have by default is told of once, so that the rest is seen. */
  private static Kind kind(Target target, String id, String reason) {
    return Kinds.severity(id) == Severity.LOW
        ? new Kind(id, reason, null, null, null)
        : new Kind(
            id,
            reason,
            target.pod().namespace(),
            target.container().name(),
            target.container().image());
  }

  /** How many containers were added that something could have been found about. */
  public int containers() {
    return containers;
  }

  /** Why the scan ignores findings of this kind; empty when it does not. */
  public Optional<String> ignored(String id) {
    return byScan.reason(id);
  }

  /** What was found so far. */
  public Findings findings() {
    return new Findings(
        new FindingCounts(
            counts[Severity.CRITICAL.ordinal()],
            counts[Severity.HIGH.ordinal()],
            counts[Severity.MEDIUM.ordinal()],
            counts[Severity.LOW.ordinal()],
            ignored),
        inOrder().limit(MOST).map(Group::finding).toList(),
        groups.size(),
        unheeded,
        Optional.ofNullable(next));
  }

  /**
   * The worst first; within a severity the first container of each kind, then the second of each,
   * so that no kind is left out of a list that is cut because another has so many.
   */
  private Stream<Group> inOrder() {
    Map<String, Integer> seen = new HashMap<>();
    Map<Group, Integer> turns = new LinkedHashMap<>();
    groups.values().stream()
        .sorted(ORDER)
        .forEach(group -> turns.put(group, seen.merge(group.turn(), 1, Integer::sum)));
    List<Group> result = new ArrayList<>(turns.keySet());
    result.sort(
        Comparator.comparing((Group group) -> group.kind().ignored() != null)
            .thenComparing(group -> Kinds.severity(group.kind().id()))
            .thenComparing(turns::get));
    return result.stream();
  }

  /** What containers have in common that are told of together. */
  private record Kind(
      String id, String ignored, String namespace, String container, String image) {}

  /** Such containers: the first of them, and how many there are. */
  private record Group(Kind kind, Target first, int containers) {

    Group and(Group other) {
      return new Group(
          kind,
          Target.ORDER.compare(first, other.first) <= 0 ? first : other.first,
          containers + other.containers);
    }

    String turn() {
      return (kind.ignored() != null) + kind.id();
    }

    Finding finding() {
      return Sentences.finding(kind.id(), kind.ignored(), first, containers);
    }
  }
}
