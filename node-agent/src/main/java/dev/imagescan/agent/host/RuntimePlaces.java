package dev.imagescan.agent.host;

import dev.imagescan.agent.layers.OverlayOptions;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.root.Entrance;
import dev.imagescan.agent.root.HostRoot;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of a machine's files and mounts belongs to containers rather than to the machine: where
 * runtimes keep images and containers, by their usual places and by what the overlays of running
 * containers were made of.
 */
public final class RuntimePlaces {

  /** Where runtimes and kubelet keep things, on disks and below /run. */
  private static final List<String> DIRECTORIES =
      List.of(
          "/var/lib/containerd",
          "/var/lib/docker",
          "/var/lib/containers",
          "/var/lib/crio",
          "/var/lib/kubelet",
          "/var/lib/buildkit",
          "/var/lib/nerdctl",
          "/var/lib/k0s/containerd",
          "/var/lib/k0s/kubelet",
          "/var/lib/lxc",
          "/var/lib/lxd",
          "/var/lib/incus",
          "/var/lib/machines",
          "/run/containerd",
          "/run/docker",
          "/run/containers",
          "/run/crio",
          "/run/libpod",
          "/run/runc",
          "/run/crun",
          "/run/k3s",
          "/run/k0s",
          "/run/buildkit");

  /** Such places whose whole path is not known beforehand. */
  private static final Pattern DIRECTORY =
      Pattern.compile(
          "/var/lib/rancher/[^/]+/agent/(?:containerd|kubelet)"
              + "|/var/snap/[^/]+/common/(?:var/lib/(?:containerd|kubelet)|var-lib-docker|run)"
              + "|(?:/root|/home/[^/]+|/var/home/[^/]+)/\\.local/share/"
              + "(?:containers|docker|containerd|buildkit|nerdctl)"
              + "|/run/user/\\d+/(?:containers|docker|libpod|containerd)");

  /** A layer's directory, as snapshotters and graph drivers name them. */
  private static final Pattern LAYER =
      Pattern.compile(
          "(/.*)/io\\.containerd\\.snapshotter\\.[^/]+/snapshots/\\d+/(?:fs|work)"
              + "|(/.*/snapshots)/\\d+/(?:fs|work)"
              + "|(/.*/overlay2?)/(?:l/[^/]+|[^/]+/(?:diff|empty|work)[^/]*)");

  /** Namespaces that are held by a mount, as CNI plugins and CRI-O name them. */
  private static final Pattern HELD_NAMESPACE =
      Pattern.compile("/run/(?:net|ipc|uts|user|pid)ns/(?:cni-.+|[0-9a-f]{8}-[0-9a-f-]{27,})");

  /** What runtimes mount wherever their storage is. */
  private static final Pattern OF_A_CONTAINER =
      Pattern.compile(
          ".*/containers/[0-9a-f]{64}/(?:mounts|userdata)/.+"
              + "|.*/pods/[0-9a-fA-F-]{32,36}/(?:volumes|volume-subpaths|plugins)/.+"
              + "|.*/sandboxes/[0-9a-f]{64}/.+");

  /** Volumes that kubelet keeps on a disk, wherever its own directory is. */
  private static final Pattern VOLUMES =
      Pattern.compile(".*/pods/[0-9a-fA-F-]{32,36}/(?:volumes|volume-subpaths|plugins)");

  private static final int MOST_PLACES = 256;

  private final Set<String> layers = new HashSet<>();
  private final Set<Integer> overlays = new HashSet<>();

  /** Learns from the mount table of the machine's first process. */
  public RuntimePlaces(Fd mountInfo) throws IOException {
    MountTable.each(mountInfo, this::learn);
  }

  private void learn(Mount mount) {
    if (mount.type().equals("overlay")) {
      OverlayOptions options = OverlayOptions.parse(mount.superOptions());
      for (String layer :
          Stream.concat(options.lower().stream(), options.upper().stream()).toList()) {
        Optional<String> storage = storage(layer);
        if (storage.isPresent()) {
          overlays.add(mount.id());
          if (layers.size() < MOST_PLACES) {
            layers.add(storage.get());
          }
        }
      }
    }
  }

  /** The directory that holds a layer and all others. */
  static Optional<String> storage(String layer) {
    Matcher matcher = LAYER.matcher(layer);
    return matcher.matches()
        ? Stream.of(1, 2, 3).map(matcher::group).filter(group -> group != null).findFirst()
        : Optional.empty();
  }

  /**
   * Whether a mount of the machine's was made for a container or a pod. A file system that holds
   * such a place as a whole was not: somebody gave it a disk.
   */
  public boolean haveMade(Mount mount) {
    String at = mount.mountPoint();
    return overlays.contains(mount.id())
        || (isBelow(at) && !isStorage(at))
        || (mount.type().equals("nsfs") && HELD_NAMESPACE.matcher(at).matches())
        || OF_A_CONTAINER.matcher(at).matches();
  }

  private static boolean isStorage(String path) {
    return KnownRuntime.ALL.stream().anyMatch(runtime -> runtime.storage().contains(path));
  }

  /** Whether a path lies below one of these places. */
  private boolean isBelow(String path) {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (is(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private boolean is(String path) {
    return DIRECTORIES.contains(path) || layers.contains(path) || DIRECTORY.matcher(path).matches();
  }

  /**
   * Keeps a walk out of these places, by whatever path it gets there: they may be links to another
   * disk, or be mounted at two places.
   */
  public Entrance keepOut(HostRoot root) {
    Set<Identity> places = new HashSet<>();
    Stream.of(DIRECTORIES.stream(), layers.stream(), storages())
        .flatMap(some -> some)
        .flatMap(path -> root.at(path).stream())
        .map(Identity::of)
        .forEach(places::add);
    // Whoever made such a place a link to the root did not mean that there is nothing to be read.
    root.at("").map(Identity::of).ifPresent(places::remove);
    return new Outside(Set.copyOf(places));
  }

  private static Stream<String> storages() {
    return KnownRuntime.ALL.stream()
        .filter(runtime -> !runtime.name().equals("k3s") && !runtime.name().equals("rke2"))
        .flatMap(runtime -> runtime.storage().stream());
  }

  private final class Outside implements Entrance {
    private final Set<Identity> places;

    private Outside(Set<Identity> places) {
      this.places = places;
    }

    @Override
    public boolean enters(String path, Fd directory) throws LinuxException {
      return !is("/" + path)
          && !VOLUMES.matcher("/" + path).matches()
          && !places.contains(Identity.of(Stat.of(directory)));
    }
  }

  /** Which directory it is, whatever its path. */
  private record Identity(Stat.Device device, long inode) {
    static Identity of(Stat stat) {
      return new Identity(stat.device(), stat.inode());
    }
  }
}
