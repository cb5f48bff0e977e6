package dev.imagescan.operator.cluster;

import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import dev.imagescan.operator.cluster.PodParts.Container;
import dev.imagescan.operator.cluster.PodParts.Spec;
import dev.imagescan.operator.cluster.SecurityContext.Capabilities;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a container's security context comes to: where the pod's says the same thing, the
 * container's own wins. Cut to the bounds of a NodeScan, since one that is refused would leave a
 * whole node without a plan.
 */
final class Declared {

  /** The kernel has 41, of names of at most 18 letters. */
  private static final int MOST_CAPABILITIES = 41;

  private static final Pattern CAPABILITY = Pattern.compile("[A-Z_]{2,18}");
  private static final int LONGEST_SECCOMP = 32;
  private static final int LONGEST_PROC_MOUNT = 16;
  private static final String PREFIX = "CAP_";

  private static final OneCopy<DeclaredSecurity> COPIES = new OneCopy<>();

  private Declared() {}

  static DeclaredSecurity by(Spec pod, Container container) {
    SecurityContext own = orNone(container.securityContext());
    SecurityContext ofPod = orNone(pod.securityContext());
    return COPIES.of(
        new DeclaredSecurity(
            own.privileged(),
            own.allowPrivilegeEscalation(),
            own.readOnlyRootFilesystem(),
            first(own.runAsNonRoot(), ofPod.runAsNonRoot()),
            first(own.runAsUser(), ofPod.runAsUser()),
            names(own.capabilities(), Capabilities::add),
            names(own.capabilities(), Capabilities::drop),
            within(LONGEST_SECCOMP, first(seccomp(own), seccomp(ofPod))),
            within(LONGEST_PROC_MOUNT, own.procMount()),
            pod.hostPID(),
            pod.hostNetwork(),
            pod.hostIPC(),
            pod.hostUsers(),
            pod.shareProcessNamespace()));
  }

  private static SecurityContext orNone(SecurityContext context) {
    return context == null ? SecurityContext.NONE : context;
  }

  private static <T> T first(T own, T ofPod) {
    return own == null ? ofPod : own;
  }

  private static String seccomp(SecurityContext context) {
    return context.seccompProfile() == null ? null : context.seccompProfile().type();
  }

  private static String within(int length, String text) {
    return text == null || text.length() > length ? null : PodParts.shared(text);
  }

  private static List<String> names(
      Capabilities capabilities, Function<Capabilities, List<String>> which) {
    return Optional.ofNullable(capabilities).map(which).stream()
        .flatMap(List::stream)
        .filter(Objects::nonNull)
        .map(name -> name.toUpperCase(Locale.ROOT))
        .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .filter(name -> CAPABILITY.matcher(name).matches())
        .distinct()
        .sorted()
        .limit(MOST_CAPABILITIES)
        .toList();
  }
}
