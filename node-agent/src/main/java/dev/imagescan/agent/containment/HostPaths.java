package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Stat.Device;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where on the host the mounts of its containers lie. */
final class HostPaths {

  private static final int MOST = 64;
  private static final String SUB_PATHS = "/volume-subpaths/";
  private static final String FOR_ALL = "/plugins/";
  private static final Pattern KUBELETS =
      Pattern.compile(
          ".*/pods/[0-9a-fA-F-]{32,36}/.*|.*/plugins/(?:kubernetes\\.io/.*|.*/globalmount)");
  private static final Pattern PEER_GROUP = Pattern.compile("shared:\\d+");

  private final Map<Device, List<Mount>> byDevice = new HashMap<>();
  private final Set<String> peerGroups = new HashSet<>();

  HostPaths(MountTable host) {
    for (Mount mount : host.mounts()) {
      byDevice.computeIfAbsent(mount.device(), device -> new ArrayList<>()).add(mount);
      peerGroup(mount).ifPresent(peerGroups::add);
    }
  }

  /**
   * The paths of what a container's mount shows. kubelet binds what it gives to pods into its own
   * directory, and disks to several of them; those places count only where there is no other, for
   * they would hide what was bound. Empty when the host has not mounted it.
   */
  List<String> of(Mount mount) {
    List<Mount> holding =
        byDevice.getOrDefault(mount.device(), List.of()).stream()
            .filter(host -> isBelow(mount.root(), host.root()))
            .filter(host -> !host.mountPoint().contains(SUB_PATHS))
            .toList();
    List<Mount> others =
        holding.stream().filter(host -> !KUBELETS.matcher(host.mountPoint()).matches()).toList();
    return (others.isEmpty() ? forPods(holding) : others)
        .stream()
            .map(host -> join(host.mountPoint(), below(mount.root(), host.root())))
            .limit(MOST)
            .toList();
  }

  /** Of a volume that kubelet mounts for several pods, the place for all of them says nothing. */
  private static List<Mount> forPods(List<Mount> kubelets) {
    return kubelets.stream().filter(host -> !host.mountPoint().contains(FOR_ALL)).toList();
  }

  /** Whether what is mounted below it appears on the host. */
  boolean isBidirectional(Mount mount) {
    return peerGroup(mount).filter(peerGroups::contains).isPresent();
  }

  /** Whether the host has mounted a file system from a block device. */
  boolean haveDisk() {
    return byDevice.values().stream()
        .flatMap(List::stream)
        .anyMatch(mount -> mount.device().major() != 0);
  }

  /** Whether the host has mounted that very block device. */
  boolean haveDisk(Device device) {
    return device.major() != 0 && byDevice.containsKey(device);
  }

  /** Whether a path is another one, or lies below it. */
  static boolean isBelow(String path, String directory) {
    return directory.equals("/")
        || path.equals(directory)
        || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
  }

  private static Optional<String> peerGroup(Mount mount) {
    return List.of(mount.propagation().split(" ")).stream()
        .filter(field -> PEER_GROUP.matcher(field).matches())
        .findFirst();
  }

  private static String below(String path, String directory) {
    return directory.equals("/") ? path : path.substring(directory.length());
  }

  private static String join(String directory, String rest) {
    if (rest.isEmpty() || rest.equals("/")) {
      return directory;
    }
    return directory.equals("/") ? rest : directory + rest;
  }
}
