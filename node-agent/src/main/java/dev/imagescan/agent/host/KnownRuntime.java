package dev.imagescan.agent.host;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A program that runs containers or pods, and the places that it uses unless it is told otherwise.
 *
 * @param name as reports have it
 * @param commands what its processes are called
 * @param sockets where it listens
 * @param own directories that only it uses: where one is there, so is the runtime
 * @param shared directories that others use too
 */
public record KnownRuntime(
    String name,
    Set<String> commands,
    List<String> sockets,
    List<String> own,
    List<String> shared) {

  private static final String CONTAINERS_STORAGE = "/var/lib/containers/storage";

  static final List<KnownRuntime> ALL =
      List.of(
          new KnownRuntime(
              "containerd",
              Set.of("containerd"),
              List.of(
                  "/run/containerd/containerd.sock",
                  "/run/k3s/containerd/containerd.sock",
                  "/run/k0s/containerd.sock",
                  "/run/docker/containerd/containerd.sock",
                  "/var/snap/microk8s/common/run/containerd.sock"),
              List.of(
                  "/var/lib/containerd",
                  "/var/lib/rancher/k3s/agent/containerd",
                  "/var/lib/rancher/rke2/agent/containerd",
                  "/var/lib/k0s/containerd",
                  "/var/snap/microk8s/common/var/lib/containerd"),
              List.of()),
          new KnownRuntime(
              "cri-o",
              Set.of("crio"),
              List.of("/run/crio/crio.sock"),
              List.of("/var/lib/crio"),
              List.of(CONTAINERS_STORAGE)),
          new KnownRuntime(
              "docker",
              Set.of("dockerd"),
              List.of("/run/docker.sock", "/run/cri-dockerd.sock"),
              List.of("/var/lib/docker", "/var/snap/docker/common/var-lib-docker"),
              List.of()),
          new KnownRuntime(
              "podman",
              Set.of("podman"),
              List.of("/run/podman/podman.sock"),
              List.of(),
              List.of(CONTAINERS_STORAGE)),
          new KnownRuntime(
              "kubelet",
              Set.of("kubelet"),
              List.of(
                  "/var/lib/kubelet/pod-resources/kubelet.sock",
                  "/var/lib/kubelet/device-plugins/kubelet.sock"),
              List.of("/var/lib/kubelet", "/var/snap/microk8s/common/var/lib/kubelet"),
              List.of()),
          new KnownRuntime(
              "buildkit",
              Set.of("buildkitd"),
              List.of("/run/buildkit/buildkitd.sock"),
              List.of("/var/lib/buildkit"),
              List.of()),
          new KnownRuntime(
              "k3s",
              Set.of("k3s", "k3s-server", "k3s-agent"),
              List.of(),
              List.of("/var/lib/rancher/k3s"),
              List.of()),
          new KnownRuntime(
              "rke2",
              Set.of("rke2", "rke2-server", "rke2-agent"),
              List.of(),
              List.of("/var/lib/rancher/rke2"),
              List.of()));

  /** Where it may keep images and containers. */
  List<String> storage() {
    return Stream.concat(own.stream(), shared.stream()).toList();
  }
}
