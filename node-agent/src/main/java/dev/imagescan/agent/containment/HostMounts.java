package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.DefaultMounts;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.HostAccess;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the mounts of a container that hand out parts of its host. */
final class HostMounts {

  private static final int MOST = 16;
  private static final Pattern POD = Pattern.compile(".*/pods/([0-9a-fA-F-]{32,36})(?:/.*)?");
  private static final Pattern VOLUME = Pattern.compile(".*/volumes/[^/]+~[^/]+/.*");

  /** What runtimes make for each container in directories of their own. */
  private static final Pattern MADE_FOR_IT =
      Pattern.compile(
          "/etc/(?:hosts|hostname|resolv\\.conf)|/dev/(?:shm|termination-log|console)"
              + "|/run/\\.containerenv|(?:/var)?/run/secrets/.*");

  /** What every container has, and a privileged one writable. */
  private static final Set<String> MADE_BY_RUNTIMES =
      Set.of("cgroup", "cgroup2", "devpts", "mqueue");

  private final Facts facts;
  private final HostPaths paths;

  private HostMounts(Facts facts) {
    this.facts = facts;
    this.paths = new HostPaths(facts.hostMounts());
  }

  /** What it hands out, the worst first; the texts are printable. */
  static List<HostAccess> of(Facts facts) {
    return new HostMounts(facts).find();
  }

  private List<HostAccess> find() {
    if (facts.isHost(Namespace.MNT)) {
      boolean writable = facts.isHostRoot();
      return List.of(
          access(
              "/", writable ? FindingKind.HOST_ROOT : FindingKind.HOST_PATH, "/", writable, null));
    }
    Map<String, HostAccess> found = new LinkedHashMap<>();
    Set<String> mountPoints = new HashSet<>();
    for (Mount mount : facts.mounts().mounts()) {
      boolean usual = mountPoints.add(mount.mountPoint()) && DefaultMounts.contain(mount);
      // What makes a /proc unusual is what does not lie over it.
      if ((!usual || mount.type().equals("proc")) && !isRootFileSystem(mount)) {
        access(mount).ifPresent(one -> found.putIfAbsent(one.mountPoint(), one));
      }
    }
    return found.values().stream()
        .sorted(Comparator.comparingInt(HostMounts::weight))
        .limit(MOST)
        .toList();
  }

  private static int weight(HostAccess access) {
    return FindingKind.of(access.gives()).map(FindingKind::ordinal).orElse(Integer.MAX_VALUE);
  }

  private boolean isRootFileSystem(Mount mount) {
    return mount.mountPoint().equals("/")
        || (mount.type().equals("overlay")
            && facts.mounts().mounts().stream()
                .anyMatch(
                    root -> root.mountPoint().equals("/") && root.device().equals(mount.device())));
  }

  private Optional<HostAccess> access(Mount mount) {
    if (MADE_BY_RUNTIMES.contains(mount.type())) {
      return Optional.empty();
    }
    if (mount.type().equals("sysfs") || mount.type().equals("proc")) {
      return ofKernel(mount);
    }
    Optional<String> path = paths.of(mount);
    Optional<FindingKind> kind = path.flatMap(host -> kind(mount, host));
    if (kind.isEmpty() && paths.isBidirectional(mount)) {
      kind = Optional.of(FindingKind.BIDIRECTIONAL_PROPAGATION);
    }
    return kind.map(
        known -> access(mount.mountPoint(), known, path.orElse(null), isWritable(mount), mount));
  }

  /** What runs of the kernel's own: the host's processes, or its settings. */
  private Optional<HostAccess> ofKernel(Mount mount) {
    boolean hostProcesses =
        mount.type().equals("proc")
            && !facts.isHost(Namespace.PID)
            && paths.of(mount).isPresent()
            && facts.hasHostUsers();
    if (hostProcesses) {
      return Optional.of(
          access(mount.mountPoint(), FindingKind.HOST_PATH, "/proc", isWritable(mount), mount));
    }
    return KernelSettings.isOpen(mount, facts)
        ? Optional.of(
            access(mount.mountPoint(), FindingKind.UNMASKED_PROC, null, isWritable(mount), mount))
        : Optional.empty();
  }

  private Optional<FindingKind> kind(Mount mount, String hostPath) {
    Matcher pod = POD.matcher(hostPath);
    if (pod.matches()) {
      String owner = pod.group(1);
      boolean foreign =
          facts.podUid() != null
              && !facts.podUid().equals(owner)
              && !facts.givers().contains(owner);
      return foreign && VOLUME.matcher(hostPath).matches()
          ? Optional.of(FindingKind.OTHER_PODS_VOLUME)
          : Optional.empty();
    }
    if (MADE_FOR_IT.matcher(mount.mountPoint()).matches()) {
      return Optional.empty();
    }
    return HostDirectory.kind(hostPath, facts.hostSockets(), facts.isHostRoot(), isWritable(mount));
  }

  private HostAccess access(
      String mountPoint, FindingKind kind, String source, boolean writable, Mount mount) {
    boolean bidirectional = mount != null && paths.isBidirectional(mount);
    return new HostAccess(
        Printable.of(mountPoint, 512),
        kind.id(),
        source == null ? null : Printable.of(source, 512),
        writable ? Boolean.TRUE : null,
        bidirectional ? Boolean.TRUE : null);
  }

  private static boolean isWritable(Mount mount) {
    return Arrays.asList(mount.options().split(",")).contains("rw");
  }
}
