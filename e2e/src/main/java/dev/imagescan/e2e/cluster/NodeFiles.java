package dev.imagescan.e2e.cluster;

import dev.imagescan.e2e.image.PauseImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration files of a node's programs.
 *
 * @param directory where they go
 * @param programs where CNI plugins and runc are
 * @param cgroup the node's cgroup; kubelets that share one try to destroy each other's pods
 * @param index the node's number, from 1
 */
record NodeFiles(Path directory, Path programs, String cgroup, int index) {

  String address() {
    return "10.77.0.1" + index;
  }

  Path containerd() {
    return directory.resolve("containerd.toml");
  }

  Path kubelet() {
    return directory.resolve("kubelet.yaml");
  }

  Path proxy() {
    return directory.resolve("kube-proxy.yaml");
  }

  /** Writes all but kube-proxy's file. */
  void write(Authority.Pair serving, Authority authority) {
    serving.write(directory, "kubelet");
    put(directory.resolve("ca.crt"), authority.own().certificate());
    put(directory.resolve("resolv.conf"), "");
    put(containerd(), containerdText());
    put(kubelet(), kubeletText());
    put(directory.resolve("cni").resolve("10-nodes.conflist"), networkText());
  }

  /** Writes kube-proxy's file. */
  void writeProxy(String node, Path kubeconfig) {
    put(
        proxy(),
        // Connection tracking limits belong to the whole machine; zero leaves them alone.
        """
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        kind: KubeProxyConfiguration
        mode: nftables
        clusterCIDR: 10.244.0.0/16
        hostnameOverride: %s
        clientConnection: {kubeconfig: "%s"}
        conntrack: {maxPerCore: 0, min: 0}
        """
            .formatted(node, kubeconfig));
  }

  private String containerdText() {
    return """
    version = 3
    root = "/var/lib/containerd"
    state = "/run/containerd"
    disabled_plugins = ["io.containerd.internal.v1.opt"]
    [grpc]
      address = "/run/containerd/containerd.sock"
    [plugins."io.containerd.cri.v1.images".pinned_images]
      sandbox = "%s"
    [plugins."io.containerd.cri.v1.runtime"]
      restrict_oom_score_adj = true
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "%s/runc"
    [plugins."io.containerd.cri.v1.runtime".cni]
      bin_dirs = ["%s"]
      conf_dir = "%s/cni"
    """
        .formatted(PauseImage.REFERENCE, programs, programs, directory);
  }

  private String kubeletText() {
    return """
    apiVersion: kubelet.config.k8s.io/v1beta1
    kind: KubeletConfiguration
    containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
    authentication: {x509: {clientCAFile: "%1$s/ca.crt"}}
    tlsCertFile: "%1$s/kubelet.crt"
    tlsPrivateKeyFile: "%1$s/kubelet.key"
    resolvConf: "%1$s/resolv.conf"
    volumePluginDir: "%1$s/volume-plugins"
    cgroupDriver: cgroupfs
    cgroupRoot: %2$s
    failCgroupV1: false
    failSwapOn: false
    evictionHard: {memory.available: 50Mi, nodefs.available: 1%%, nodefs.inodesFree: 1%%, imagefs.available: 1%%}
    imageGCHighThresholdPercent: 100
    nodeLeaseDurationSeconds: 16
    nodeStatusUpdateFrequency: 5s
    """
        .formatted(directory, cgroup);
  }

  private String networkText() {
    return """
    {
      "cniVersion": "1.0.0",
      "name": "nodes",
      "plugins": [
        {
          "type": "bridge",
          "bridge": "cni0",
          "isDefaultGateway": true,
          "hairpinMode": true,
          "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.%d.0/24"}]]}
        },
        {"type": "portmap", "capabilities": {"portMappings": true}}
      ]
    }
    """
        .formatted(index);
  }

  private static void put(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
