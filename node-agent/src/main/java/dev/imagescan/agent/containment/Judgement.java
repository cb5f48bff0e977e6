package dev.imagescan.agent.containment;

import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Capabilities;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.ContainmentVerdict;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.SeccompState;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.api.v1alpha1.UserNamespace;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is said of a container, once the facts are known: a pure function of them.
 *
 * @param containment what separates it from its host
 * @param findings what does not, the worst first
 */
public record Judgement(Containment containment, List<ReportFinding> findings) {

  private static final int MOST_MAP = 256;
  private static final List<String> SECCOMP_MODES = List.of("Disabled", "Strict", "Filter");

  /** The list is copied. */
  public Judgement {
    findings = List.copyOf(findings);
  }

  /**
   * Judges.
   *
   * @param declared what its pod says; null when that is not known
   */
  static Judgement of(Facts facts, DeclaredSecurity declared) {
    Reasons reasons = new Reasons(facts, declared);
    List<ReportFinding> findings = reasons.findings();
    Set<FindingKind> kinds = reasons.kinds();
    ProcessStatus first = facts.first().status();
    Containment containment =
        new Containment(
            verdict(kinds, facts),
            findings.stream().map(ReportFinding::id).toList(),
            hostNamespaces(facts),
            Shares.of(facts),
            facts.hasHostUsers()
                ? null
                : new UserNamespace(
                    Printable.cut(facts.uidMap().compact(), MOST_MAP),
                    Printable.cut(facts.gidMap().compact(), MOST_MAP)),
            first.user(),
            capabilities(first, facts.kernel().lastCapability()),
            first.noNewPrivs(),
            seccomp(first),
            label(facts.first().label()),
            facts.devices().filter(DeviceRules::all).map(all -> "All").orElse(null),
            reasons.access(),
            MountAbilities.grouped(reasons.answers()),
            Differences.of(facts),
            Differences.truncated(facts) ? Boolean.TRUE : null,
            reasons.mismatches());
    return new Judgement(containment, findings);
  }

  private static ContainmentVerdict verdict(Set<FindingKind> kinds, Facts facts) {
    boolean critical = kinds.stream().anyMatch(kind -> kind.severity() == Severity.CRITICAL);
    boolean lives =
        Stream.of(Namespace.PID, Namespace.NET, Namespace.IPC).anyMatch(facts::isAnyHost)
            || Stream.of(FindingKind.HOST_ROOT, FindingKind.HOST_PATH, FindingKind.RUNTIME_SOCKET)
                .anyMatch(kinds::contains);
    if (kinds.contains(FindingKind.HOST_CAPABILITIES) && lives) {
      return ContainmentVerdict.SUPER_PRIVILEGED;
    }
    if (critical) {
      return ContainmentVerdict.PRIVILEGED;
    }
    return kinds.isEmpty() ? ContainmentVerdict.CONFINED : ContainmentVerdict.WEAKENED;
  }

  private static List<String> hostNamespaces(Facts facts) {
    return Stream.of(Namespace.MNT, Namespace.PID, Namespace.NET, Namespace.IPC, Namespace.UTS)
        .filter(facts::isHost)
        .map(Namespace::id)
        .toList();
  }

  private static Capabilities capabilities(ProcessStatus status, int last) {
    return new Capabilities(
        Capability.names(status.effective(), last),
        status.permitted().equals(status.effective())
            ? null
            : Capability.names(status.permitted(), last),
        status.bounding().equals(status.effective())
            ? null
            : Capability.names(status.bounding(), last),
        Capability.names(status.ambient(), last));
  }

  private static SeccompState seccomp(ProcessStatus status) {
    int mode = Math.clamp(status.seccomp(), 0, SECCOMP_MODES.size() - 1);
    return new SeccompState(
        SECCOMP_MODES.get(mode), status.filters() > 0 ? status.filters() : null);
  }

  private static String label(String label) {
    return label.isEmpty() || label.equals("unconfined") ? null : Printable.of(label, 256);
  }
}
