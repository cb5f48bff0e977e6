package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import java.util.Arrays;

/** Tells whether the kernel's settings lie open in a container: /proc/sys and /sys. */
final class KernelSettings {

  private static final String SETTINGS = "/sys";

  private KernelSettings() {}

  /** Whether a mount of proc or sysfs lets a process with the host's users write them. */
  static boolean isOpen(Mount mount, Facts facts) {
    if (!facts.hasHostUsers() || !mount.root().equals("/") || isReadOnly(mount)) {
      return false;
    }
    return mount.type().equals("sysfs")
        || (mount.type().equals("proc") && !isProcCovered(mount, facts));
  }

  private static boolean isProcCovered(Mount proc, Facts facts) {
    String settings = proc.mountPoint() + SETTINGS;
    return facts.mounts().mounts().stream()
        .filter(other -> other.mountPoint().equals(settings))
        .anyMatch(KernelSettings::isReadOnly);
  }

  static boolean isReadOnly(Mount mount) {
    return Arrays.asList(mount.options().split(",")).contains("ro");
  }
}
