package dev.imagescan.agent.containment;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The capabilities in the order of their numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
enum Capability {
  CHOWN,
  DAC_OVERRIDE,
  DAC_READ_SEARCH,
  FOWNER,
  FSETID,
  KILL,
  SETGID,
  SETUID,
  SETPCAP,
  LINUX_IMMUTABLE,
  NET_BIND_SERVICE,
  NET_BROADCAST,
  NET_ADMIN,
  NET_RAW,
  IPC_LOCK,
  IPC_OWNER,
  SYS_MODULE,
  SYS_RAWIO,
  SYS_CHROOT,
  SYS_PTRACE,
  SYS_PACCT,
  SYS_ADMIN,
  SYS_BOOT,
  SYS_NICE,
  SYS_RESOURCE,
  SYS_TIME,
  SYS_TTY_CONFIG,
  MKNOD,
  LEASE,
  AUDIT_WRITE,
  AUDIT_CONTROL,
  SETFCAP,
  MAC_OVERRIDE,
  MAC_ADMIN,
  SYSLOG,
  WAKE_ALARM,
  BLOCK_SUSPEND,
  AUDIT_READ,
  PERFMON,
  BPF,
  CHECKPOINT_RESTORE;

  /** What the runtimes give to every container. */
  static final Set<Capability> USUAL =
      Collections.unmodifiableSet(
          EnumSet.of(
              CHOWN,
              DAC_OVERRIDE,
              FSETID,
              FOWNER,
              MKNOD,
              NET_RAW,
              SETGID,
              SETUID,
              SETFCAP,
              SETPCAP,
              NET_BIND_SERVICE,
              SYS_CHROOT,
              KILL,
              AUDIT_WRITE));

  /** With one of these in the host's user namespace the host can be taken over. */
  static final Set<Capability> OF_THE_HOST =
      Collections.unmodifiableSet(
          EnumSet.of(SYS_ADMIN, SYS_MODULE, SYS_RAWIO, DAC_READ_SEARCH, BPF, MAC_ADMIN));

  private static final String ALL = "ALL";

  /** Those of a mask as status files have it; numbers that are not known are passed over. */
  static Set<Capability> of(long mask) {
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    for (Capability each : values()) {
      if ((mask >> each.ordinal() & 1) == 1) {
        found.add(each);
      }
    }
    return Collections.unmodifiableSet(found);
  }

  /** The names in alphabetical order, or ALL when they are all that the kernel knows. */
  static List<String> names(Set<Capability> some, int lastCapability) {
    int known = Math.min(lastCapability + 1, values().length);
    return some.size() >= known
        ? List.of(ALL)
        : some.stream().map(Capability::name).sorted().toList();
  }
}
