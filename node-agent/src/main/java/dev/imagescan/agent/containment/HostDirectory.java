package dev.imagescan.agent.containment;

import dev.imagescan.api.v1alpha1.FindingKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a path of the host is good for in a container. */
final class HostDirectory {

  /** Sockets of those who start containers as root. */
  static final List<String> RUNTIME_SOCKETS =
      List.of(
          "/run/containerd/containerd.sock",
          "/run/crio/crio.sock",
          "/run/docker.sock",
          "/run/docker/containerd/containerd.sock",
          "/run/cri-dockerd.sock",
          "/run/podman/podman.sock",
          "/run/buildkit/buildkitd.sock",
          "/run/k3s/containerd/containerd.sock");

  private static final Set<String> RUNTIME_NAMES =
      Set.of(
          "containerd.sock",
          "crio.sock",
          "docker.sock",
          "cri-dockerd.sock",
          "podman.sock",
          "buildkitd.sock");

  /** Whoever writes here has programs run, or decides what is run, by the host's root. */
  private static final List<String> RULES_THE_HOST =
      List.of(
          "/etc",
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib64",
          "/boot",
          "/root",
          "/opt/cni",
          "/var/lib/kubelet",
          "/var/lib/containerd",
          "/var/lib/containers",
          "/var/lib/docker",
          "/var/lib/etcd",
          "/var/spool/cron");

  /** Meant for the host's own programs. */
  private static final List<String> OF_THE_HOST =
      List.of("/run", "/var/run", "/dev", "/var/log", "/home", "/sys", "/proc");

  /** What many mount to know what time it is, and what says nothing else of the host. */
  private static final List<String> TIME_ZONE =
      List.of("/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo");

  /** What is public anyway, as long as it is only read. */
  private static final List<String> PUBLIC =
      List.of(
          "/etc/ssl/certs",
          "/etc/pki/ca-trust",
          "/etc/pki/tls/certs",
          "/usr/share/ca-certificates",
          "/usr/local/share/ca-certificates");

  private HostDirectory() {}

  /**
   * What a mount of that path gives; empty when it is nothing of the host's own, such as a disk for
   * data.
   *
   * @param sockets those of {@link #RUNTIME_SOCKETS} that are there
   */
  static Optional<FindingKind> kind(
      String path, Set<String> sockets, boolean hostRoot, boolean writable) {
    if (isBelow(path, TIME_ZONE) || (!writable && isBelow(path, PUBLIC))) {
      return Optional.empty();
    }
    boolean reaches = sockets.stream().anyMatch(socket -> HostPaths.isBelow(socket, path));
    if (rules(path) && writable && hostRoot) {
      return Optional.of(FindingKind.HOST_ROOT);
    }
    if (isSocket(path) || (reaches && hostRoot)) {
      // One can connect to a socket on a read-only mount.
      return Optional.of(FindingKind.RUNTIME_SOCKET);
    }
    return rules(path) || isOrHolds(path, OF_THE_HOST)
        ? Optional.of(FindingKind.HOST_PATH)
        : Optional.empty();
  }

  private static boolean isSocket(String path) {
    return RUNTIME_NAMES.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  private static boolean rules(String path) {
    return isOrHolds(path, RULES_THE_HOST);
  }

  private static boolean isBelow(String path, List<String> directories) {
    return directories.stream().anyMatch(one -> HostPaths.isBelow(path, one));
  }

  private static boolean isOrHolds(String path, List<String> directories) {
    return directories.stream()
        .anyMatch(one -> HostPaths.isBelow(path, one) || HostPaths.isBelow(one, path));
  }
}
