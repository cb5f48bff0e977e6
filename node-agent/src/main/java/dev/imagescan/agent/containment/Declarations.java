package dev.imagescan.agent.containment;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.api.v1alpha1.Mismatch;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Compares what a pod declares with what its processes have: what they have more of. */
final class Declarations {

  private static final int MOST_NAMES = 100;
  private static final String ALL = "ALL";

  private final DeclaredSecurity declared;
  private final Facts facts;
  private final Map<String, Mismatch> found = new LinkedHashMap<>();

  private Declarations(DeclaredSecurity declared, Facts facts) {
    this.declared = declared;
    this.facts = facts;
  }

  /** The settings that do not hold, one entry each; none when nothing is declared. */
  static List<Mismatch> compare(DeclaredSecurity declared, Facts facts) {
    return declared == null ? List.of() : new Declarations(declared, facts).compare();
  }

  private List<Mismatch> compare() {
    boolean privileged = Boolean.TRUE.equals(declared.privileged());
    Stream.concat(Stream.of(facts.first()), facts.others().stream())
        .forEach(process -> process(process, privileged));
    namespace("hostPID", declared.hostPID(), Namespace.PID);
    namespace("hostNetwork", declared.hostNetwork(), Namespace.NET);
    namespace("hostIPC", declared.hostIPC(), Namespace.IPC);
    if (Boolean.FALSE.equals(declared.hostUsers()) && facts.hasHostUsers()) {
      add("hostUsers", "false", "the host's user namespace");
    }
    if (Boolean.TRUE.equals(declared.readOnlyRootFilesystem()) && isRootWritable()) {
      add("readOnlyRootFilesystem", "true", "writable");
    }
    if ("Default".equals(declared.procMount()) && !privileged && isProcOpen()) {
      add("procMount", "Default", "/proc/sys is writable");
    }
    return List.copyOf(found.values());
  }

  private void process(ProcessFacts process, boolean privileged) {
    ProcessStatus status = process.status();
    if (Boolean.FALSE.equals(declared.allowPrivilegeEscalation()) && !status.noNewPrivs()) {
      add("allowPrivilegeEscalation", "false", "no_new_privs is not set");
    }
    user(status);
    if (!privileged && !isNested(process)) {
      capabilities(status);
    }
    boolean filtered = declared.seccomp() != null && !declared.seccomp().equals("Unconfined");
    if (filtered && !privileged && status.seccomp() == 0) {
      add("seccompProfile", declared.seccomp(), "no filter");
    }
  }

  /** In a user namespace of its own making any process has all capabilities, over nothing else. */
  private boolean isNested(ProcessFacts process) {
    String first = facts.first().namespaces().get(Namespace.USER);
    String its = process.namespaces().get(Namespace.USER);
    return its != null && !its.equals(first) && !facts.isHost(process, Namespace.USER);
  }

  /** Programs may give up root, but none may take it. */
  private void user(ProcessStatus status) {
    if (facts.uidMap().inside(status.user(), -1) != 0) {
      return;
    }
    if (Boolean.TRUE.equals(declared.runAsNonRoot())) {
      add("runAsNonRoot", "true", "runs as root");
    } else if (declared.runAsUser() != null && declared.runAsUser() != 0) {
      add("runAsUser", declared.runAsUser().toString(), "runs as root");
    }
  }

  private void capabilities(ProcessStatus status) {
    Set<Capability> more = EnumSet.noneOf(Capability.class);
    more.addAll(status.permitted());
    more.addAll(status.effective());
    List<String> added = listed(declared.addCapabilities());
    List<String> dropped = listed(declared.dropCapabilities());
    if (!added.contains(ALL)) {
      more.removeIf(each -> added.contains(each.name()));
      Set<Capability> extra = EnumSet.noneOf(Capability.class);
      extra.addAll(more);
      extra.removeAll(Capability.USUAL);
      capabilities("capabilities.add", added, extra);
      more.removeIf(each -> !dropped.contains(ALL) && !dropped.contains(each.name()));
      capabilities("capabilities.drop", dropped, more);
    }
  }

  private void capabilities(String setting, List<String> names, Set<Capability> held) {
    if (!held.isEmpty()) {
      String some = names.isEmpty() ? "none" : Printable.cut(String.join(" ", names), MOST_NAMES);
      add(
          setting,
          some,
          "has "
              + Printable.cut(
                  String.join(" ", held.stream().map(Capability::name).toList()), MOST_NAMES));
    }
  }

  private static List<String> listed(List<String> names) {
    return names == null ? List.of() : names;
  }

  private void namespace(String setting, Boolean value, Namespace kind) {
    if (!Boolean.TRUE.equals(value) && facts.isHost(kind)) {
      add(setting, "false", "the host's " + kind.id() + " namespace");
    }
  }

  private boolean isRootWritable() {
    return facts.mounts().mounts().stream()
        .filter(mount -> mount.mountPoint().equals("/"))
        .reduce((lower, upper) -> upper)
        .filter(root -> !KernelSettings.isReadOnly(root))
        .isPresent();
  }

  private boolean isProcOpen() {
    return facts.mounts().mounts().stream()
        .filter(mount -> mount.type().equals("proc") && mount.root().equals("/"))
        .anyMatch(mount -> KernelSettings.gives(mount, facts.view(), facts).isPresent());
  }

  private void add(String setting, String value, String effective) {
    found.putIfAbsent(setting, new Mismatch(setting, value, effective));
  }
}
