package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Faults;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is mounted on a node for good: all but what kubelet and the container runtime mount for
 * pods, which come and go by themselves.
 */
final class NodeTable {

  private static final List<String> OF_PODS =
      List.of(
          "/var/lib/kubelet/pods/",
          "/var/lib/kubelet/plugins/",
          "/run/containerd/",
          "/run/netns/",
          "/var/run/netns/");

  private NodeTable() {}

  /** The mounts as device, root and mount point. */
  static Set<String> of(Faults faults, String node) {
    return faults
        .readFile(node, "/proc/self/mountinfo")
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> OF_PODS.stream().noneMatch(fields[4]::startsWith))
        .map(fields -> fields[2] + " " + fields[3] + " at " + fields[4])
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
