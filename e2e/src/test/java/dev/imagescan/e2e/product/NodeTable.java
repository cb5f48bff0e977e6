package dev.imagescan.e2e.product;

import dev.imagescan.api.v1alpha1.MountEntry;
import dev.imagescan.api.v1alpha1.NodeReport;
import dev.imagescan.e2e.cluster.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        .filter(fields -> !isOfPods(fields[4]))
        .map(fields -> fields[2] + " " + fields[3] + " at " + fields[4])
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOfPods(String mountPoint) {
    return OF_PODS.stream().anyMatch(mountPoint::startsWith);
  }

  /**
   * In what a node's report and the mount table of its first process differ, in sentences: every
   * mount is either told of or counted, and counted only are those of pods.
   */
  static List<String> differences(Faults faults, NodeReport report) {
    var table = new ArrayList<String>();
    faults
        .readFile(report.getSpec().nodeName(), "/proc/1/mountinfo")
        .lines()
        .map(NodeTable::describe)
        .forEach(table::add);
    var differences = new ArrayList<String>();
    for (MountEntry mount : report.getStatus().mounts()) {
      if (!table.remove(describe(mount))) {
        differences.add("the node has no such mount: " + describe(mount));
      }
    }
    table.stream()
        .filter(mount -> !isOfPods(mount))
        .map(mount -> "the report lacks: " + mount)
        .forEach(differences::add);
    int counted = Objects.requireNonNullElse(report.getStatus().containerMounts(), 0);
    if (counted != table.size()) {
      differences.add(
          "the report counts %d mounts of containers, the node has %d"
              .formatted(counted, table.size()));
    }
    return differences;
  }

  private static String describe(String line) {
    String[] fields = line.split(" ");
    int dash = List.of(fields).indexOf("-");
    return "%s %s from %s of %s with %s %s"
        .formatted(
            fields[4],
            fields[dash + 1],
            fields[3],
            fields[dash + 2],
            fields[5],
            dash == 6 ? "private" : String.join(" ", List.of(fields).subList(6, dash)));
  }

  private static String describe(MountEntry mount) {
    return "%s %s from %s of %s with %s %s"
        .formatted(
            mount.mountPoint(),
            mount.type(),
            Objects.requireNonNullElse(mount.root(), "/"),
            mount.source(),
            mount.options(),
            Objects.requireNonNullElse(mount.propagation(), "private"));
  }
}
