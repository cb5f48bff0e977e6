package dev.imagescan.agent.containment;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.HostAccess;
import dev.imagescan.api.v1alpha1.Mismatch;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.api.v1alpha1.ReportFinding;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the walls that are down, and says each in a sentence. */
final class Reasons {

  private static final int MOST_MESSAGE = 512;

  private final Facts facts;
  private final List<HostAccess> access;
  private final List<Mismatch> mismatches;
  private final Map<MountKind, Walls.Answer> answers;

  /** What any of its processes can mount, and whether it needs no new user namespace for it. */
  private final Map<MountKind, Boolean> mountable;

  /** By kind, and so by weight: what exactly it is, for the end of a sentence. */
  private final Map<FindingKind, String> details = new EnumMap<>(FindingKind.class);

  Reasons(Facts facts, DeclaredSecurity declared) {
    this.facts = facts;
    this.access = HostMounts.of(facts);
    this.mismatches = Declarations.compare(declared, facts);
    this.answers = MountAbilities.answers(facts, facts.view());
    this.mountable = mountable();
    mounts();
    capabilities();
    devices();
    namespaces();
    if (!mismatches.isEmpty()) {
      found(
          FindingKind.MORE_THAN_DECLARED,
          joined(mismatches.stream().map(m -> m.setting() + ": " + m.effective()).toList()));
    }
    if (!mountable.isEmpty()) {
      found(FindingKind.CAN_MOUNT, joined(mountable.keySet().stream().map(MountKind::id).toList()));
    }
    if (facts.processes().anyMatch(process -> process.status().seccomp() == 0)) {
      found(FindingKind.NO_SECCOMP, "");
    }
    if (!facts.isComplete()) {
      found(FindingKind.CONTAINMENT_UNKNOWN, "");
    }
  }

  List<HostAccess> access() {
    return access;
  }

  List<Mismatch> mismatches() {
    return mismatches;
  }

  Map<MountKind, Walls.Answer> answers() {
    return answers;
  }

  Set<FindingKind> kinds() {
    return Collections.unmodifiableSet(details.keySet());
  }

  /** The worst first. */
  List<ReportFinding> findings() {
    return details.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparing(FindingKind::severity)))
        .map(each -> finding(each.getKey(), each.getValue()))
        .toList();
  }

  private static ReportFinding finding(FindingKind kind, String detail) {
    String sentence = "The container " + kind.predicate() + (detail.isEmpty() ? "" : ": " + detail);
    return new ReportFinding(kind.id(), kind.severity(), Printable.cut(sentence, MOST_MESSAGE));
  }

  private void mounts() {
    access.stream()
        .collect(Collectors.groupingBy(HostAccess::gives))
        .forEach(
            (gives, places) ->
                FindingKind.of(gives).ifPresent(kind -> found(kind, mountPoints(places))));
    List<HostAccess> both = access.stream().filter(each -> each.bidirectional() != null).toList();
    if (!both.isEmpty()) {
      found(FindingKind.BIDIRECTIONAL_PROPAGATION, mountPoints(both));
    }
  }

  private void capabilities() {
    Set<Capability> held = EnumSet.noneOf(Capability.class);
    facts
        .processes()
        .filter(process -> facts.isHost(process, Namespace.USER))
        .forEach(
            process -> {
              held.addAll(process.status().permitted());
              held.addAll(process.status().effective());
            });
    Set<Capability> ofTheHost = EnumSet.copyOf(Capability.OF_THE_HOST);
    if (facts.isAnyHost(Namespace.PID)) {
      ofTheHost.add(Capability.SYS_PTRACE);
    }
    ofTheHost.retainAll(held);
    held.removeAll(Capability.USUAL);
    held.removeAll(ofTheHost);
    if (!ofTheHost.isEmpty()) {
      found(FindingKind.HOST_CAPABILITIES, names(ofTheHost));
    }
    if (!held.isEmpty()) {
      found(FindingKind.MORE_CAPABILITIES, names(held));
    }
  }

  private void devices() {
    boolean all =
        facts.isAnyHost(Namespace.USER) && facts.devices().filter(DeviceRules::all).isPresent();
    if (all) {
      found(FindingKind.ALL_DEVICES, "");
    }
    boolean node =
        facts.views().anyMatch(view -> view.nodes().hostBlock())
            || facts.processes().anyMatch(this::mayMakeNodes);
    boolean opens = all && facts.isHostRoot() && node;
    boolean mounts = mountable.getOrDefault(MountKind.HOST_BLOCK, false);
    if ((opens || mounts) && new HostPaths(facts.hostMounts()).haveDisk()) {
      found(FindingKind.HOST_DISK, "");
    }
  }

  private boolean mayMakeNodes(ProcessFacts process) {
    return facts.isHost(process, Namespace.USER) && process.status().may(Capability.MKNOD);
  }

  private void namespaces() {
    if (facts.isAnyHost(Namespace.PID)) {
      found(FindingKind.HOST_PID, "");
    }
    if (facts.isAnyHost(Namespace.NET)) {
      found(FindingKind.HOST_NETWORK, "");
    }
    if (facts.isAnyHost(Namespace.IPC)) {
      found(FindingKind.HOST_IPC, "");
    }
    Set<Namespace> foreign = EnumSet.noneOf(Namespace.class);
    for (ProcessFacts other : facts.others()) {
      for (Namespace kind : Namespace.values()) {
        if (Shares.isForeign(facts, other, kind)) {
          foreign.add(kind);
        }
      }
    }
    if (!foreign.isEmpty()) {
      found(FindingKind.FOREIGN_NAMESPACE, joined(foreign.stream().map(Namespace::id).toList()));
    }
  }

  private void found(FindingKind kind, String detail) {
    details.putIfAbsent(kind, detail);
  }

  private Map<MountKind, Boolean> mountable() {
    Map<MountKind, Boolean> can = new EnumMap<>(MountKind.class);
    note(answers, can);
    facts.rest().differing().forEach(view -> note(MountAbilities.answers(facts, view), can));
    return can;
  }

  private static void note(Map<MountKind, Walls.Answer> answers, Map<MountKind, Boolean> can) {
    answers.forEach(
        (kind, answer) -> {
          if (MountAbilities.can(answer.answer())) {
            can.merge(kind, answer.answer() == MountAnswer.DIRECTLY, Boolean::logicalOr);
          }
        });
  }

  private static String mountPoints(List<HostAccess> places) {
    return joined(places.stream().map(HostAccess::mountPoint).toList());
  }

  private static String names(Set<Capability> some) {
    return joined(some.stream().map(Capability::name).sorted().toList());
  }

  private static String joined(List<String> names) {
    return String.join(", ", names);
  }
}
