package dev.imagescan.agent.containment;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The processes and threads of a container that are held otherwise than its first process. */
final class Differences {

  /** How many kinds of them are told of. */
  static final int MOST = 8;

  private static final int LONGEST_NAME = 64;

  /** Those of the same name and the same differences; none differs when the list is empty. */
  record Group(String command, List<String> differs) {

    static Group of(ProcessFacts first, ProcessFacts other) {
      return new Group(Printable.of(other.status().name(), LONGEST_NAME), between(first, other));
    }

    boolean isEmpty() {
      return differs.isEmpty();
    }
  }

  private Differences() {}

  /** The groups; the first of them when there are many. */
  static List<DifferingProcess> of(Facts facts) {
    return groups(facts).entrySet().stream()
        .limit(MOST)
        .map(
            group ->
                new DifferingProcess(
                    group.getKey().command(),
                    group.getValue(),
                    group.getKey().differs(),
                    canMount(facts, group.getKey())))
        .toList();
  }

  /** Whether something was left out. */
  static boolean truncated(Facts facts) {
    return facts.rest().truncated() || groups(facts).size() > MOST;
  }

  private static Map<Group, Integer> groups(Facts facts) {
    Map<Group, Integer> groups = new LinkedHashMap<>();
    for (ProcessFacts other : facts.others()) {
      Group group = Group.of(facts.first(), other);
      if (!group.isEmpty()) {
        groups.merge(group, 1, Integer::sum);
      }
    }
    return groups;
  }

  /**
   * What the one of a group can mount that can most, if that is other than what the first process
   * can.
   */
  private static List<MountAbility> canMount(Facts facts, Group group) {
    var first = MountAbilities.answers(facts, facts.view());
    Set<ProcessFacts> those =
        facts.others().stream()
            .filter(other -> Group.of(facts.first(), other).equals(group))
            .map(ProcessFacts::nameless)
            .collect(Collectors.toSet());
    return facts.rest().differing().stream()
        .filter(view -> those.contains(view.process().nameless()))
        .map(view -> MountAbilities.answers(facts, view))
        .filter(answers -> !MountAbilities.areAlike(answers, first))
        .max(Comparator.comparingLong(MountAbilities::count))
        .map(MountAbilities::grouped)
        .orElse(null);
  }

  private static List<String> between(ProcessFacts first, ProcessFacts other) {
    List<String> differs = new ArrayList<>();
    for (Namespace kind : Namespace.values()) {
      if (other.isApart(kind, first)) {
        differs.add(kind.id());
      }
    }
    ProcessStatus a = first.status();
    ProcessStatus b = other.status();
    if (!a.permitted().equals(b.permitted()) || !a.effective().equals(b.effective())) {
      differs.add("capabilities");
    }
    if (a.seccomp() != b.seccomp() || a.filters() != b.filters()) {
      differs.add("seccomp");
    }
    if (a.noNewPrivs() != b.noNewPrivs()) {
      differs.add("noNewPrivs");
    }
    if (!first.label().equals(other.label())) {
      differs.add("lsm");
    }
    return List.copyOf(differs);
  }
}
