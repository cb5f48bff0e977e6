package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What can go wrong on a cluster, on demand. Whoever breaks something mends it again before the
 * test ends: the cluster is shared. Not for several threads at once.
 */
public final class Faults {

  private static final Comparator<ProcessHandle> OLDEST_FIRST =
      Comparator.<ProcessHandle, Instant>comparing(
              process -> process.info().startInstant().orElse(Instant.MAX))
          .thenComparing(ProcessHandle::pid);

  private final LocalCluster cluster;
  private final ControlPlane controlPlane;
  private final Nodes nodes;

  Faults(LocalCluster cluster, ControlPlane controlPlane, Nodes nodes) {
    this.cluster = cluster;
    this.controlPlane = controlPlane;
    this.nodes = nodes;
  }

  /** Kills a node's kubelet at once; its containers go on. */
  public void killKubelet(String node) {
    nodes.named(node).kubelet.kill();
  }

  /** Starts a node's kubelet again if it does not run. */
  public void startKubelet(String node) {
    nodes.named(node).kubelet.start();
  }

  /** Kills a node's containerd at once; its containers go on. */
  public void killContainerd(String node) {
    nodes.named(node).containerd.kill();
  }

  /** Starts a node's containerd again and waits until it answers. */
  public void startContainerd(String node) {
    nodes.named(node).startRuntime();
  }

  /** Kills the API server at once. */
  public void killApiServer() {
    controlPlane.apiServer.kill();
  }

  /** Starts the API server again and waits until it is ready. */
  public void startApiServer() {
    controlPlane.apiServer.start();
    cluster.awaitApiServer();
    // They may have given up meanwhile, as they do where something restarts them.
    controlPlane.controllerManager.start();
    controlPlane.scheduler.start();
  }

  /**
   * Deletes a node object while its kubelet is stopped, as an administrator takes a machine out of
   * service.
   */
  public void removeNode(String node) {
    killKubelet(node);
    cluster.client().nodes().withName(node).delete();
  }

  /**
   * Starts the kubelet of a removed node, which registers it again, and waits until the node is
   * ready.
   */
  public void restoreNode(String node) {
    startKubelet(node);
    awaitReady(node);
  }

  /** Returns once the API server says that the node is ready. */
  public void awaitReady(String node) {
    cluster.kubectlCommand("wait", "--for=create", "node/" + node, "--timeout=60s").run().orThrow();
    cluster
        .kubectlCommand("wait", "--for=condition=Ready", "node/" + node, "--timeout=90s")
        .within(Duration.ofSeconds(100))
        .run()
        .orThrow();
  }

  /**
   * How many bytes etcd holds for each object.
   *
   * @param prefix of the keys, such as {@code /registry/pods/default/}
   * @return by what follows the prefix
   */
  public Map<String, Integer> storedBytes(String prefix) {
    Map<String, Integer> stored = new TreeMap<>();
    for (String line : controlPlane.stored(prefix).run().orThrow().lines().toList()) {
      String[] sizeAndKey = line.split(" ", 2);
      stored.put(sizeAndKey[1].substring(prefix.length()), Integer.valueOf(sizeAndKey[0]));
    }
    return stored;
  }

  /** A command to be run on a node as root, in all its namespaces. */
  public Command onNode(String node, String... argv) {
    return nodes.named(node).inside(List.of(argv));
  }

  /** The text of a file on a node. Throws if it cannot be read. */
  public String readFile(String node, String path) {
    return onNode(node, "cat", "--", path).run().orThrow();
  }

  /** The first process of a node, by its id on this machine. */
  public long firstProcess(String node) {
    return nodes.named(node).pid();
  }

  /**
   * The processes of a container on whatever node, by their ids on this machine, the oldest first.
   *
   * @param containerId as in a pod's status, with or without {@code containerd://}
   */
  public List<ProcessHandle> processes(String containerId) {
    String id =
        containerId.substring(containerId.indexOf("//") < 0 ? 0 : containerId.indexOf("//") + 2);
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> cgroups(process).anyMatch(line -> line.endsWith("/" + id)))
          .sorted(OLDEST_FIRST)
          .toList();
    }
  }

  /** Kills a container's first process from outside, as the kernel's OOM killer would. */
  public void killContainer(String containerId) {
    processes(containerId).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no process on this machine belongs to container " + containerId))
        .destroyForcibly();
  }

  private static Stream<String> cgroups(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "cgroup")).stream();
    } catch (IOException e) {
      return Stream.empty(); // It has ended meanwhile.
    }
  }
}
