package dev.imagescan.agent.mounts;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mounts that runtimes and kubelet give to every container, of which a user learns nothing as
 * long as they are as usual.
 *
 * @see <a
 *     href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#default-filesystems">OCI
 *     runtime specification, default file systems</a>
 */
public final class DefaultMounts {

  /**
   * How one kind of them looks.
   *
   * @param root the directory of the file system that is mounted, in which $1 is the first group of
   *     the mount point's pattern
   * @param options that it must have
   */
  private record Usual(Pattern mountPoint, Set<String> types, String root, Set<String> options) {

    boolean matches(Mount mount) {
      Matcher matcher = mountPoint.matcher(mount.mountPoint());
      return matcher.matches()
          && types.contains(mount.type())
          && mount.root().matches(matcher.replaceFirst(root))
          && Arrays.asList(mount.options().split(",")).containsAll(options);
    }
  }

  private static final Set<String> ANY_LOCAL =
      Set.of("ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", "ext3", "f2fs");

  /** What runtimes bind from the host's own, so that mounts may arrive there. */
  private static final Set<String> OF_THE_HOST = Set.of("cgroup", "devtmpfs");

  private static final String ANY = ".*";
  private static final String WHOLE = "/";

  private static final List<Usual> USUAL =
      List.of(
          usual("/", Set.of("overlay"), WHOLE, "rw"),
          usual("/proc", Set.of("proc"), WHOLE, "nosuid", "nodev", "noexec"),
          usual("/dev", Set.of("tmpfs"), WHOLE, "nosuid"),
          usual("/dev/pts", Set.of("devpts"), WHOLE, "nosuid", "noexec"),
          usual("/dev/mqueue", Set.of("mqueue"), WHOLE, "nosuid", "nodev", "noexec"),
          usual("/dev/shm", Set.of("tmpfs"), WHOLE, "rw"),
          usual("/dev/console", Set.of("devpts"), ANY),
          usual("/dev/(null|zero|full|random|urandom|tty)", Set.of("devtmpfs", "tmpfs"), "/$1"),
          usual("/sys", Set.of("sysfs"), WHOLE, "ro", "nosuid", "nodev", "noexec"),
          usual("/sys/fs/cgroup", Set.of("cgroup2"), ANY, "ro", "nosuid", "nodev", "noexec"),
          usual("/sys/fs/cgroup", Set.of("tmpfs"), WHOLE, "nosuid", "nodev", "noexec"),
          usual("/sys/fs/cgroup/[^/]+", Set.of("cgroup", "cgroup2"), ANY, "ro", "nosuid"),
          usual("/proc/(bus|fs|irq|sys|sysrq-trigger)", Set.of("proc"), "/$1", "ro"),
          usual("/proc/(?:acpi|asound|scsi)", Set.of("tmpfs"), WHOLE, "ro"),
          usual("/sys/(?:firmware|devices/virtual/powercap)", Set.of("tmpfs"), WHOLE, "ro"),
          usual("/sys/devices/system/cpu/cpu\\d+/thermal_throttle", Set.of("tmpfs"), WHOLE, "ro"),
          usual(
              "/proc/(?:interrupts|kcore|keys|latency_stats|sched_debug|timer_list|timer_stats)",
              Set.of("devtmpfs", "tmpfs"),
              "/null"),
          usual("/etc/hosts", ANY_LOCAL, ".*/(?:etc-hosts|hosts)"),
          usual("/etc/(hostname|resolv\\.conf)", ANY_LOCAL, ".*/$1"),
          usual("/run/\\.containerenv", ANY_LOCAL, ".*/\\\\.containerenv"),
          usual("/dev/termination-log", ANY_LOCAL, ".*/containers/[^/]+/[0-9a-f]+"),
          usual(
              "(?:/var)?/run/secrets/kubernetes\\.io/serviceaccount",
              Set.of("tmpfs"),
              WHOLE,
              "ro"));

  private static final Pattern VOLUME = Pattern.compile(".*/volumes/[^/]+~[^/]+/.*");

  private DefaultMounts() {}

  /** Whether a mount is one that every container has, and as usual. */
  public static boolean contain(Mount mount) {
    boolean usualPropagation =
        mount.propagation().isEmpty()
            || (OF_THE_HOST.contains(mount.type()) && mount.propagation().startsWith("master:"));
    return usualPropagation
        && !VOLUME.matcher(mount.root()).matches()
        && USUAL.stream().anyMatch(usual -> usual.matches(mount));
  }

  private static Usual usual(String mountPoint, Set<String> types, String root, String... options) {
    return new Usual(Pattern.compile(mountPoint), types, root, Set.of(options));
  }
}
