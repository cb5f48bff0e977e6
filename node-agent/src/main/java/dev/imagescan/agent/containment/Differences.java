package dev.imagescan.agent.containment;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes of a container that are held otherwise than its first one. */
final class Differences {

  private static final int MOST = 8;
  private static final int LONGEST_NAME = 64;

  private record Group(String command, List<String> differs) {}

  private Differences() {}

  /** Groups of the same name and the same differences; the first of them when there are many. */
  static List<DifferingProcess> of(Facts facts) {
    Map<Group, Integer> groups = new LinkedHashMap<>();
    for (ProcessFacts other : facts.others()) {
      List<String> differs = between(facts.first(), other);
      if (!differs.isEmpty()) {
        groups.merge(
            new Group(Printable.of(other.status().name(), LONGEST_NAME), differs), 1, Integer::sum);
      }
    }
    return groups.entrySet().stream()
        .limit(MOST)
        .map(
            group ->
                new DifferingProcess(
                    group.getKey().command(), group.getValue(), group.getKey().differs()))
        .toList();
  }

  private static List<String> between(ProcessFacts first, ProcessFacts other) {
    List<String> differs = new ArrayList<>();
    for (Namespace kind : Namespace.values()) {
      String its = other.namespaces().get(kind);
      String own = first.namespaces().get(kind);
      if (its != null && own != null && !its.equals(own)) {
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
