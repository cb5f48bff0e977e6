package dev.imagescan.agent.containment;

import dev.imagescan.api.v1alpha1.Capabilities;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.api.v1alpha1.SeccompState;
import dev.imagescan.api.v1alpha1.UserNamespace;
import java.util.List;

/**
 * Leaves out of a report what is the same for every ordinary container: a cluster stores one report
 * for each of them.
 */
public final class Usual {

  private static final List<String> CAPABILITIES =
      Capability.names(Capability.USUAL, Capability.values().length);
  private static final String DISABLED = "Disabled";

  private Usual() {}

  /** The same without what goes without saying; see the descriptions of its fields. */
  public static Containment leftOut(Containment whole) {
    return new Containment(
        whole.verdict(),
        whole.reasons(),
        whole.hostNamespaces(),
        whole.shared(),
        userNamespace(whole.userNamespace()),
        whole.hostUser(),
        capabilities(whole.capabilities()),
        Boolean.TRUE.equals(whole.noNewPrivs()) ? Boolean.TRUE : null,
        seccomp(whole.seccomp()),
        whole.label(),
        whole.devices(),
        whole.hostAccess(),
        abilities(whole.canMount()),
        processes(whole.processes()),
        whole.processesTruncated(),
        whole.mismatches());
  }

  private static UserNamespace userNamespace(UserNamespace own) {
    return own != null && own.uidMap().equals(own.gidMap())
        ? new UserNamespace(own.uidMap(), null)
        : own;
  }

  private static Capabilities capabilities(Capabilities own) {
    return new Capabilities(CAPABILITIES, null, null, null).equals(own) ? null : own;
  }

  private static SeccompState seccomp(SeccompState own) {
    return own != null && own.mode().equals(DISABLED) ? null : own;
  }

  private static List<DifferingProcess> processes(List<DifferingProcess> own) {
    return own == null ? null : own.stream().map(Usual::process).toList();
  }

  private static DifferingProcess process(DifferingProcess own) {
    return new DifferingProcess(
        own.command(), own.count(), own.differs(), abilities(own.canMount()));
  }

  private static List<MountAbility> abilities(List<MountAbility> own) {
    return own == null ? null : own.stream().map(Usual::ability).toList();
  }

  private static MountAbility ability(MountAbility own) {
    return own.answer() == MountAnswer.NO
        ? new MountAbility(null, own.wall(), own.what(), own.unless())
        : own;
  }
}
