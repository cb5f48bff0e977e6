package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Landlock;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a judgement needs to know of the host, with the eyes of its first process. */
final class HostReader implements AutoCloseable {

  private static final long RESOLVE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;
  private static final int INIT = 1;
  private static final int LONGEST_FILE = 64 * 1024;
  private static final String BUNDLES = "/run/containerd/io.containerd.runtime.v2.task/";

  /** containerd's own namespaces: Kubernetes', Docker's, and the one for everybody else. */
  private static final List<String> BUNDLE_NAMESPACES = List.of("k8s.io", "moby", "default");

  private final ContainerProcess init;
  private final Fd root;

  private HostReader(ContainerProcess init) throws LinuxException {
    this.init = init;
    this.root = init.root();
  }

  /**
   * Looks through the host's first process, or, where that may not be looked at, with our own eyes:
   * whoever asks without those rights is on the host.
   */
  static HostReader of(Processes processes) throws IOException {
    ContainerProcess init = processes.open(INIT);
    if (ProcessReader.namespaces(init).containsKey(Namespace.MNT)) {
      return new HostReader(init);
    }
    init.close();
    return new HostReader(processes.ownThread());
  }

  /** The host's namespaces. */
  Map<Namespace, String> namespaces() {
    return ProcessReader.namespaces(init);
  }

  /** The host's mount table. */
  MountTable mounts() throws IOException {
    try (Fd table = init.open("mountinfo")) {
      return MountTable.read(table);
    }
  }

  /** Which sockets of container runtimes there are. */
  Set<String> sockets() {
    return HostDirectory.RUNTIME_SOCKETS.stream()
        .filter(this::isThere)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isThere(String path) {
    try {
      return Stat.ifThere(root, path, RESOLVE).isPresent();
    } catch (LinuxException e) {
      return false;
    }
  }

  /** What the runtime was told of a container; empty when that cannot be read. */
  Optional<Bundle> bundle(Optional<String> containerId) {
    return containerId.flatMap(
        id ->
            BUNDLE_NAMESPACES.stream()
                .map(namespace -> BUNDLES + namespace + "/" + id + "/config.json")
                .map(path -> content(path, Bundle.MOST_BYTES))
                .flatMap(Optional::stream)
                .findFirst()
                .flatMap(HostReader::parsed));
  }

  private static Optional<Bundle> parsed(byte[] config) {
    try {
      return Optional.of(Bundle.parse(config));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The rules of the first version's device controller.
   *
   * @param cgroup the process's {@code cgroup} file
   */
  Optional<DeviceRules> devices(String cgroup) {
    return Arrays.stream(cgroup.split("\n"))
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3 && List.of(fields[1].split(",")).contains("devices"))
        .map(fields -> "/sys/fs/cgroup/devices" + fields[2] + "/devices.list")
        .map(path -> content(path, LONGEST_FILE))
        .flatMap(Optional::stream)
        .map(list -> DeviceRules.parse(new String(list, StandardCharsets.ISO_8859_1)))
        .findFirst();
  }

  private Optional<byte[]> content(String path, int limit) {
    try (Fd found = Open.resolving(root, path, Open.O_PATH, RESOLVE)) {
      if (!Stat.of(found).isRegular()) {
        return Optional.empty();
      }
      try (Fd file = Open.again(found, Open.O_RDONLY | Open.O_NONBLOCK)) {
        return Optional.of(Read.all(file, limit));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What the kernel has and lets everybody do. */
  static KernelFacts kernel() throws IOException {
    return new KernelFacts(
        KernelFacts.fileSystems(own("/proc/filesystems").orElse("")),
        own("/proc/modules").isPresent(),
        number("/proc/sys/user/max_user_namespaces", 0),
        number("/proc/sys/kernel/unprivileged_userns_clone", 1) == 0
            || number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 0) == 1,
        Landlock.mayBeUsed(),
        (int) number("/proc/sys/kernel/cap_last_cap", Capability.values().length - 1));
  }

  private static long number(String path, long otherwise) {
    try {
      return Long.parseLong(own(path).orElse("").strip());
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Optional<String> own(String path) {
    try (Fd file = Open.path(path, Open.O_RDONLY)) {
      return Optional.of(new String(Read.all(file, 1 << 20), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    root.close();
    init.close();
  }
}
