package dev.imagescan.agent.containment;

import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.IdMap;
import dev.imagescan.api.v1alpha1.DeclaredSecurity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A container as /proc told of one of containerd's, changed by a test to another set-up. */
final class Recorded {

  static final String POD = "15ef4414-5cd0-4c28-9f87-fc64ae321bcc";

  /** The usual fourteen. */
  static final long USUAL = 0xa80425fbL;

  static final long ALL = 0x1ffffffffffL;

  private static final String HOST_SOCKET = "/run/containerd/containerd.sock";

  private String pod = POD;
  private long user;
  private long capabilities = USUAL;
  private int seccomp;
  private boolean noNewPrivs;
  private String label = "";
  private String uidMap = "         0          0 4294967295\n";
  private String mountinfo;
  private String hostMore = "";
  private String devices = "c *:* m\nb *:* m\nc 1:3 rwm\nc 1:5 rwm\nc 5:0 rwm\nc 136:* rwm\n";
  private DeviceNodes nodes = DeviceNodes.NONE;
  private Filter filter;
  private long maxUserNamespaces = 96365;
  private boolean restricted;
  private boolean landlock;
  private boolean truncated;
  private String mountOwner;
  private String elsewhere;
  private final List<Bundle.Bind> binds = new ArrayList<>();
  private final Set<String> fileSystems =
      new HashSet<>(
          Set.of("sysfs", "tmpfs", "proc", "cgroup", "cgroup2", "ext4", "fuse", "overlay"));
  private final Map<Namespace, String> namespaces = new HashMap<>();
  private final Set<String> givers = new HashSet<>();
  private final List<ProcessFacts> others = new ArrayList<>();
  private final List<Neighbour> neighbours = new ArrayList<>();

  Recorded() {
    mountinfo = text("containerd-pod.mountinfo");
    for (Namespace kind : Namespace.values()) {
      namespaces.put(kind, kind.id() + ":[4026530000]");
    }
    host(Namespace.USER).host(Namespace.TIME).host(Namespace.CGROUP);
  }

  /** A pod with hostUsers: false. */
  static Recorded inUserNamespace() {
    Recorded recorded = new Recorded();
    recorded.mountinfo = text("containerd-user-namespace-pod.mountinfo");
    recorded.pod = "4da9c4cc-00d9-44fb-9362-dbe177553012";
    recorded.namespaces.put(Namespace.USER, "user:[4026539999]");
    recorded.uidMap = "0 17825792 65536\n";
    recorded.user = 17825792;
    return recorded;
  }

  Recorded user(long id) {
    user = id;
    return this;
  }

  Recorded capabilities(long mask) {
    capabilities = mask;
    return this;
  }

  Recorded with(Capability... more) {
    for (Capability each : more) {
      capabilities |= 1L << each.ordinal();
    }
    return this;
  }

  Recorded noNewPrivs() {
    noNewPrivs = true;
    return this;
  }

  Recorded label(String text) {
    label = text;
    return this;
  }

  /** A filter of which nothing is known. */
  Recorded filtered() {
    seccomp = 2;
    return this;
  }

  /** The runtime's default, which lets mount and unshare through with SYS_ADMIN only. */
  Recorded runtimeDefault() {
    seccomp = 2;
    boolean admin = (capabilities >> Capability.SYS_ADMIN.ordinal() & 1) == 1;
    try (InputStream in =
        Recorded.class.getResourceAsStream(admin ? "bundle-admin.json" : "bundle.json")) {
      filter = Bundle.parse(Objects.requireNonNull(in).readAllBytes()).filter().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Recorded host(Namespace... kinds) {
    for (Namespace kind : kinds) {
      namespaces.put(kind, host().get(kind));
    }
    return this;
  }

  /** More lines of its mount table. */
  Recorded mount(String... lines) {
    mountinfo += String.join("\n", lines) + "\n";
    return this;
  }

  /** Mounts of the host besides the usual ones. */
  Recorded hostMount(String... lines) {
    hostMore += String.join("\n", lines) + "\n";
    return this;
  }

  /** Takes away what lies over parts of /proc and /sys. */
  Recorded unmasked() {
    return withoutMounts("^\\d+ \\d+ \\S+ \\S+ /(proc|sys/firmware)/?.+");
  }

  Recorded withoutMounts(String pattern) {
    mountinfo =
        String.join("\n", mountinfo.lines().filter(line -> !matches(line, pattern)).toList())
            + "\n";
    return this;
  }

  private static boolean matches(String line, String pattern) {
    boolean wholeProc = line.split(" ")[4].equals("/proc");
    return !wholeProc && line.matches(pattern);
  }

  Recorded replace(String some, String other) {
    mountinfo = mountinfo.replace(some, other);
    return this;
  }

  Recorded allDevices() {
    devices = "a *:* rwm\n";
    nodes = new DeviceNodes(true, true, true, true);
    return this;
  }

  Recorded withoutDevices() {
    devices = null;
    return this;
  }

  Recorded nodes(DeviceNodes some) {
    nodes = some;
    return this;
  }

  Recorded maxUserNamespaces(long number) {
    maxUserNamespaces = number;
    return this;
  }

  Recorded restricted() {
    restricted = true;
    return this;
  }

  Recorded privileged() {
    return capabilities(ALL).unmasked().replace("/sys ro", "/sys rw").allDevices();
  }

  Recorded maps(String uid) {
    uidMap = uid;
    return this;
  }

  /** The kernel has Landlock. */
  Recorded landlock() {
    landlock = true;
    return this;
  }

  /** There are more processes than were looked at. */
  Recorded truncated() {
    truncated = true;
    return this;
  }

  /** The user namespace that owns the mounts. */
  Recorded mountOwner(String link) {
    mountOwner = link;
    return this;
  }

  /** What its runtime was told to bind into it. */
  Recorded bind(String source, String destination, boolean readOnly) {
    binds.add(new Bundle.Bind(source, destination, readOnly));
    return this;
  }

  /** One more process, with other capabilities and other namespaces. */
  Recorded other(String name, long mask, Map<Namespace, String> elsewhere) {
    Map<Namespace, String> its = new HashMap<>(namespaces);
    its.putAll(elsewhere);
    others.add(new ProcessFacts(status(name, mask, user), its, label));
    return this;
  }

  /** Its first process has left for namespaces of its own, and for mounts that show nothing. */
  Recorded leaves(Namespace... kinds) {
    for (Namespace kind : kinds) {
      namespaces.put(kind, kind.id() + ":[4026539999]");
      if (kind == Namespace.MNT) {
        elsewhere = "1 0 0:300 / / rw - tmpfs tmpfs rw\n";
      }
    }
    return this;
  }

  /** Another container of the node with one namespace of its own. */
  Recorded neighbour(String podUid, Namespace kind, String link) {
    neighbours.add(new Neighbour(podUid, "0123456789abcdef", Map.of(kind, link)));
    return this;
  }

  /** Volumes of this pod were put into it on purpose. */
  Recorded given(String podUid) {
    givers.add(podUid);
    return this;
  }

  Judgement judge() {
    return judge(null);
  }

  Judgement judge(DeclaredSecurity declared) {
    return Judgement.of(facts(), declared);
  }

  Facts facts() {
    return new Facts(
        pod,
        ID,
        givers,
        new View(
            first(),
            table(elsewhere == null ? mountinfo : elsewhere),
            elsewhere == null ? nodes : DeviceNodes.NONE,
            Optional.ofNullable(mountOwner)),
        new OtherProcesses(others, differing(), truncated),
        neighbours,
        host(),
        IdMap.parse(uidMap),
        IdMap.parse(uidMap),
        table(text("containerd-node.mountinfo") + HOST_MORE + hostMore),
        Set.of(HOST_SOCKET),
        Optional.ofNullable(devices).map(DeviceRules::parse),
        Optional.ofNullable(filter),
        binds,
        new KernelFacts(fileSystems, false, maxUserNamespaces, restricted, landlock, 40));
  }

  private ProcessFacts first() {
    return new ProcessFacts(status("sleep", capabilities, user), namespaces, label);
  }

  /**
   * All that differ see what the first one sees; each has its own mounts if it has its own users.
   */
  private List<View> differing() {
    return others.stream()
        .filter(other -> !Differences.Group.of(first(), other).isEmpty())
        .map(
            other ->
                new View(
                    other,
                    table(mountinfo),
                    nodes,
                    Optional.ofNullable(other.namespaces().get(Namespace.USER))))
        .toList();
  }

  /** The container's ID. */
  static final String ID = "0a1b2c3d4e5f6071".repeat(4);

  private static final String HOST_MORE =
      """
      127 94 0:26 / /run rw,nosuid,nodev shared:5 - tmpfs tmpfs rw
      128 94 0:6 / /dev rw,nosuid shared:2 - devtmpfs devtmpfs rw
      129 94 0:22 / /proc rw,nosuid,nodev,noexec shared:12 - proc proc rw
      130 94 0:23 / /sys rw,nosuid,nodev,noexec shared:6 - sysfs sysfs rw
      """;

  static Map<Namespace, String> host() {
    Map<Namespace, String> all = new HashMap<>();
    for (Namespace kind : Namespace.values()) {
      all.put(kind, kind.id() + ":[4026531840]");
    }
    return all;
  }

  private ProcessStatus status(String name, long mask, long id) {
    return ProcessStatus.parse(
        """
        Name:\t%s
        Uid:\t%3$d\t%3$d\t%3$d\t%3$d
        Gid:\t0\t0\t0\t0
        CapInh:\t0000000000000000
        CapPrm:\t%2$016x
        CapEff:\t%2$016x
        CapBnd:\t%2$016x
        CapAmb:\t0000000000000000
        NoNewPrivs:\t%4$d
        Seccomp:\t%5$d
        Seccomp_filters:\t%6$d
        """
            .formatted(name, mask, id, noNewPrivs ? 1 : 0, seccomp, seccomp == 2 ? 1 : 0));
  }

  private static MountTable table(String text) {
    return new MountTable(text.lines().map(Mount::parse).flatMap(Optional::stream).toList(), false);
  }

  private static String text(String resource) {
    try (InputStream in =
        Recorded.class.getResourceAsStream("/dev/imagescan/agent/mounts/" + resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
