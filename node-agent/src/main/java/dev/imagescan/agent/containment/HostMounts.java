package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.DefaultMounts;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.HostAccess;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the mounts of a container that hand out parts of its host. */
final class HostMounts {

  private static final int MOST = 16;
  private static final Pattern POD =
      Pattern.compile(
          ".*/pods/([0-9a-fA-F-]{32,36})/(volumes|volume-subpaths|containers|etc-hosts)(?:/.*)?");

  private static final Pattern OTHER_POD = Pattern.compile(".*/pods/([0-9a-fA-F-]{32,36})(?:/.*)?");

  /**
   * Where a container has what runtimes make for it; anything else can be mounted there as well.
   */
  private static final Pattern PLACES =
      Pattern.compile(
          "/etc/(?:hosts|hostname|resolv\\.conf)|/dev/(?:shm|termination-log|console)"
              + "|/run/\\.containerenv|(?:/var)?/run/secrets/.*");

  /** Where runtimes make that, on the host. */
  private static final Pattern MADE_BY_RUNTIME =
      Pattern.compile(
          ".*/(?:sandboxes|overlay-containers|containers)/[0-9a-f]{12,64}/(?:userdata/|mounts/)?"
              + "(?:hosts|hostname|resolv\\.conf|shm|\\.containerenv|(?:run/)?secrets)(?:/.*)?");

  /** Where runtimes keep the volumes that an image declares and a pod has nothing for. */
  private static final Pattern OF_IMAGE =
      Pattern.compile(
          ".*/(?:overlay-)?containers/([0-9a-f]{12,64})/(?:userdata/)?(?:volumes|mounts)/[0-9a-f]+"
              + "(?:/.*)?");

  /** Where Docker and Podman keep volumes, with a name or without: data, and nothing that rules. */
  private static final Pattern WITH_DATA =
      Pattern.compile(".*/(?:docker|storage)/volumes/[^/]+/_data(?:/.*)?");

  /** What every container has, and a privileged one writable. */
  private static final Set<String> MADE_BY_RUNTIMES =
      Set.of("cgroup", "cgroup2", "devpts", "mqueue");

  private final Facts facts;
  private final View view;
  private final HostPaths paths;
  private final Set<Stat.Device> roots;

  private HostMounts(Facts facts, View view, HostPaths paths) {
    this.facts = facts;
    this.view = view;
    this.paths = paths;
    this.roots =
        view.mounts().mounts().stream()
            .filter(mount -> mount.mountPoint().equals("/"))
            .map(Mount::device)
            .collect(Collectors.toSet());
  }

  /** What it hands out, the worst first; the texts are printable. */
  static List<HostAccess> of(Facts facts) {
    HostPaths paths = new HostPaths(facts.hostMounts());
    // However many there are, only the worst are kept.
    TreeMap<String, HostAccess> worst = new TreeMap<>();
    // A first process may leave for mounts of its own, while others keep those of the container.
    facts.views().forEach(view -> new HostMounts(facts, view, paths).find(worst));
    if (facts.mayHideMounts()) {
      new HostMounts(facts, facts.view(), paths).hidden(worst);
    }
    return List.copyOf(worst.values());
  }

  private void find(TreeMap<String, HostAccess> worst) {
    if (isHost(Namespace.MNT)) {
      boolean writable = facts.isHostRoot();
      FindingKind kind = writable ? FindingKind.HOST_ROOT : FindingKind.HOST_PATH;
      keep(worst, access("/", kind, "/", writable, null));
      return;
    }
    Set<String> mountPoints = new HashSet<>();
    for (Mount mount : view.mounts().mounts()) {
      boolean usual =
          mountPoints.add(mount.mountPoint())
              && DefaultMounts.contain(mount)
              && !PLACES.matcher(mount.mountPoint()).matches();
      // What makes a /proc unusual is what does not lie over it.
      if ((!usual || mount.type().equals("proc")) && !isRootFileSystem(mount)) {
        access(mount).ifPresent(one -> keep(worst, one));
      }
    }
  }

  private static void keep(TreeMap<String, HostAccess> worst, HostAccess one) {
    worst.putIfAbsent("%04d %s".formatted(weight(one), one.mountPoint()), one);
    if (worst.size() > MOST) {
      worst.pollLastEntry();
    }
  }

  private boolean isHost(Namespace kind) {
    return facts.isHost(view.process(), kind);
  }

  /** Not all that was given need be in sight of those that still run; the runtime was told. */
  private void hidden(TreeMap<String, HostAccess> worst) {
    for (Bundle.Bind bind : facts.binds()) {
      String source = bind.source();
      kind(source, !bind.readOnly())
          .map(kind -> access(bind.destination(), kind, source, !bind.readOnly(), null))
          .ifPresent(one -> keep(worst, one));
    }
  }

  private static int weight(HostAccess access) {
    return FindingKind.of(access.gives()).map(FindingKind::ordinal).orElse(Integer.MAX_VALUE);
  }

  private boolean isRootFileSystem(Mount mount) {
    return mount.mountPoint().equals("/")
        || (mount.type().equals("overlay") && roots.contains(mount.device()));
  }

  private Optional<HostAccess> access(Mount mount) {
    if (MADE_BY_RUNTIMES.contains(mount.type())) {
      return Optional.empty();
    }
    if (mount.type().equals("sysfs") || mount.type().equals("proc")) {
      return ofKernel(mount);
    }
    List<String> places = paths.of(mount);
    // A volume that several pods have is each one's own.
    boolean own = places.stream().anyMatch(this::isOwnVolume);
    Optional<HostAccess> worst =
        places.stream()
            .flatMap(
                path ->
                    kind(path, isWritable(mount)).map(kind -> access(mount, kind, path)).stream())
            .filter(one -> !own || !one.gives().equals(FindingKind.OTHER_PODS_VOLUME.id()))
            .min(Comparator.comparingInt(HostMounts::weight));
    return worst.isPresent() || !paths.isBidirectional(mount)
        ? worst
        : Optional.of(access(mount, FindingKind.BIDIRECTIONAL_PROPAGATION, null));
  }

  private HostAccess access(Mount mount, FindingKind kind, String path) {
    return access(mount.mountPoint(), kind, path, isWritable(mount), mount);
  }

  /** What runs of the kernel's own: the host's processes, or its settings. */
  private Optional<HostAccess> ofKernel(Mount mount) {
    boolean hostProcesses =
        mount.type().equals("proc")
            && !isHost(Namespace.PID)
            && !paths.of(mount).isEmpty()
            && isHost(Namespace.USER);
    if (hostProcesses) {
      // With /proc/sys/kernel/core_pattern root has the host run a program, without any capability.
      boolean rules = facts.isHostRoot() && isWritable(mount);
      return Optional.of(
          access(mount, rules ? FindingKind.HOST_ROOT : FindingKind.HOST_PATH, "/proc"));
    }
    return KernelSettings.gives(mount, view, facts)
        .map(kind -> access(mount.mountPoint(), kind, null, isWritable(mount), mount));
  }

  private Optional<FindingKind> kind(String hostPath, boolean writable) {
    if (isOwnVolume(hostPath)) {
      return Optional.empty();
    }
    Matcher pod = OTHER_POD.matcher(hostPath);
    if (pod.matches() && !isOwn(pod.group(1))) {
      return Optional.of(FindingKind.OTHER_PODS_VOLUME);
    }
    if (MADE_BY_RUNTIME.matcher(hostPath).matches() || isOfImage(hostPath)) {
      return Optional.empty();
    }
    return HostDirectory.kind(hostPath, facts.hostSockets(), facts.isHostRoot(), writable);
  }

  private boolean isOfImage(String hostPath) {
    Matcher made = OF_IMAGE.matcher(hostPath);
    return made.matches()
        ? made.group(1).equals(facts.containerId())
        : WITH_DATA.matcher(hostPath).matches();
  }

  private boolean isOwnVolume(String hostPath) {
    Matcher pod = POD.matcher(hostPath);
    return pod.matches() && isOwn(pod.group(1));
  }

  /** Whether a pod's volumes are this container's; outside of pods every one is taken for it. */
  private boolean isOwn(String podUid) {
    return facts.podUid() == null
        || facts.podUid().equals(podUid)
        || facts.givers().contains(podUid);
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
