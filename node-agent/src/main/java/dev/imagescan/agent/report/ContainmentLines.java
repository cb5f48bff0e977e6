package dev.imagescan.agent.report;

import dev.imagescan.agent.containment.WallNames;
import dev.imagescan.api.v1alpha1.Capabilities;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.DifferingProcess;
import dev.imagescan.api.v1alpha1.MountAbility;
import dev.imagescan.api.v1alpha1.MountAnswer;
import dev.imagescan.api.v1alpha1.SeccompState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The walls of a container, each with what is to be said of it, for people. */
final class ContainmentLines {

  private ContainmentLines() {}

  /** Each wall by its name. */
  static Map<String, String> walls(Containment containment) {
    Map<String, String> walls = new LinkedHashMap<>();
    walls.put("namespaces", namespaces(containment.hostNamespaces()));
    walls.put("users", users(containment));
    walls.put("capabilities", capabilities(containment));
    walls.put(
        "no_new_privs",
        Boolean.TRUE.equals(containment.noNewPrivs())
            ? "set"
            : "not set: set-user-ID programs work");
    walls.put("seccomp", seccomp(containment.seccomp()));
    walls.put("label", containment.label() == null ? "none" : containment.label());
    walls.put(
        "devices",
        containment.devices() == null ? "the usual, as far as that is known" : "all of the host's");
    return walls;
  }

  /** Whether it can mount, and what stops it. */
  static String answer(MountAbility ability) {
    return switch (ability.answer()) {
      case DIRECTLY -> "yes" + unless(ability);
      case THROUGH_USER_NAMESPACE -> "yes, in a new user namespace" + unless(ability);
      case NO -> "no: " + WallNames.sentence(ability.wall());
      case UNKNOWN -> "not known: " + WallNames.sentence(ability.wall()) + " decides";
    };
  }

  /** What a process that differs can mount. */
  static String mountable(DifferingProcess process) {
    if (process.canMount() == null) {
      return "as above";
    }
    List<String> what =
        process.canMount().stream()
            .filter(ability -> ability.answer().ordinal() < MountAnswer.NO.ordinal())
            .flatMap(ability -> ability.what().stream())
            .toList();
    return what.isEmpty() ? "nothing for certain" : String.join(", ", what);
  }

  private static String unless(MountAbility ability) {
    return ability.unless() == null
        ? ""
        : ", unless stopped by " + WallNames.sentence(ability.unless());
  }

  private static String namespaces(List<String> host) {
    return host == null ? "its own" : "the host's " + String.join(", ", host);
  }

  private static String users(Containment containment) {
    return containment.userNamespace() == null
        ? "the host's; runs as " + containment.hostUser()
        : "its own (%s); runs as the host's %d"
            .formatted(containment.userNamespace().uidMap(), containment.hostUser());
  }

  private static String capabilities(Containment containment) {
    Capabilities held = containment.capabilities();
    List<String> names = held.permitted() == null ? held.effective() : held.permitted();
    String text = names.isEmpty() ? "none" : String.join(" ", names);
    return containment.userNamespace() == null || names.isEmpty()
        ? text
        : text + " (in its own user namespace)";
  }

  private static String seccomp(SeccompState state) {
    return switch (state.mode()) {
      case "Disabled" -> "none: every system call goes through";
      case "Strict" -> "strict";
      default -> state.filters() == null ? "filter" : "filter (" + state.filters() + ")";
    };
  }
}
