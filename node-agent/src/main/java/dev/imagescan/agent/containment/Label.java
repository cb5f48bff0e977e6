package dev.imagescan.agent.containment;

import java.util.Set;

/** What the label of a security module says of mounts. */
enum Label {
  /** None, or one that confines nothing. */
  NONE,
  /** A profile of which it is known that it lets nothing be mounted. */
  APP_ARMOR_WITHOUT_MOUNTS,
  /** Any other profile that is enforced. */
  APP_ARMOR,
  /** An SELinux type that is confined by a policy, which cannot be read from outside. */
  SELINUX;

  private static final Set<String> WITHOUT_MOUNTS =
      Set.of("cri-containerd.apparmor.d", "docker-default", "crio-default");
  private static final Set<String> UNCONFINED_TYPES =
      Set.of("spc_t", "unconfined_t", "unconfined_service_t", "kernel_t", "init_t");
  private static final int TYPE = 2;

  /** Reads the label: a profile's name with its mode, or user, role, type and level. */
  static Label of(String label) {
    String text = label.strip();
    if (text.isEmpty() || text.equals("unconfined") || text.equals("kernel")) {
      return NONE;
    }
    if (text.endsWith(")")) {
      return ofProfile(text);
    }
    String[] context = text.split(":");
    if (context.length > TYPE) {
      return UNCONFINED_TYPES.contains(context[TYPE]) ? NONE : SELINUX;
    }
    return APP_ARMOR;
  }

  private static Label ofProfile(String text) {
    if (!text.endsWith(" (enforce)") && !text.endsWith(" (kill)")) {
      return NONE;
    }
    String name = text.substring(0, text.lastIndexOf(" ("));
    boolean known = WITHOUT_MOUNTS.contains(name) || name.startsWith("containers-default-");
    return known ? APP_ARMOR_WITHOUT_MOUNTS : APP_ARMOR;
  }
}
