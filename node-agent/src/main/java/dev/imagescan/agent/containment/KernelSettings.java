package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.api.v1alpha1.FindingKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether the kernel's settings lie open to a process: in /proc and /sys, or parts of them.
 */
final class KernelSettings {

  private static final String SETTINGS = "/sys";

  /** Each network has its own. */
  private static final String NETWORK = "/sys/net";

  /** With what is written here the kernel runs programs, or goes down. */
  private static final List<String> RULING = List.of(SETTINGS, "/sysrq-trigger");

  /** What runtimes cover besides: settings of drivers and file systems. */
  private static final List<String> OTHERS =
      List.of("/acpi", "/asound", "/bus", "/fs", "/irq", "/scsi");

  private KernelSettings() {}

  /** What a mount of proc or sysfs, or of a part of it, gives to a process that sees it. */
  static Optional<FindingKind> gives(Mount mount, View view, Facts facts) {
    if (!facts.isHost(view.process(), Namespace.USER) || isReadOnly(mount)) {
      return Optional.empty();
    }
    return switch (mount.type()) {
      case "sysfs" -> Optional.of(FindingKind.UNMASKED_PROC);
      case "proc" -> ofProc(mount, view, facts);
      default -> Optional.empty();
    };
  }

  private static Optional<FindingKind> ofProc(Mount mount, View view, Facts facts) {
    String root = mount.root();
    if (HostPaths.isBelow(root, NETWORK)) {
      return Optional.of(FindingKind.UNMASKED_PROC)
          .filter(kind -> facts.isHost(view.process(), Namespace.NET));
    }
    boolean ruling = root.equals("/") ? !isCovered(mount, view) : isBelow(root, RULING);
    if (ruling && facts.isHostRoot()) {
      // Files below /proc/sys are the host's root's own, and no capability is asked for.
      return Optional.of(FindingKind.KERNEL_SETTINGS);
    }
    return ruling || isBelow(root, OTHERS)
        ? Optional.of(FindingKind.UNMASKED_PROC)
        : Optional.empty();
  }

  /** A cover is one only on this very mount, and where nothing is mounted over it again. */
  private static boolean isCovered(Mount proc, View view) {
    String settings = (proc.mountPoint().equals("/") ? "" : proc.mountPoint()) + SETTINGS;
    boolean covered = false;
    for (Mount other : view.mounts().mounts()) {
      if (HostPaths.isBelow(other.mountPoint(), settings)) {
        if (other.type().equals("proc") && !isReadOnly(other)) {
          return false;
        }
        covered |=
            other.mountPoint().equals(settings) && other.parent() == proc.id() && isReadOnly(other);
      }
    }
    return covered;
  }

  private static boolean isBelow(String path, List<String> directories) {
    return directories.stream().anyMatch(one -> HostPaths.isBelow(path, one));
  }

  static boolean isReadOnly(Mount mount) {
    return Arrays.asList(mount.options().split(",")).contains("ro");
  }
}
