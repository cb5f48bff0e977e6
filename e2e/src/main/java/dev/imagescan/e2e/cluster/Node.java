package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A node of a local cluster: containerd, kubelet and kube-proxy in namespaces of their own. */
final class Node {

  private static final String SOCKET = "/run/containerd/containerd.sock";

  private final String name;
  private final Tools tools;
  private final Namespaces namespaces;
  final Component containerd;
  final Component kubelet;
  final Component proxy;

  private Node(
      String name,
      Tools tools,
      Namespaces namespaces,
      Component containerd,
      Component kubelet,
      Component proxy) {
    this.name = name;
    this.tools = tools;
    this.namespaces = namespaces;
    this.containerd = containerd;
    this.kubelet = kubelet;
    this.proxy = proxy;
  }

  /**
   * Makes a node's namespaces and files; nothing runs on it yet.
   *
   * @param index 1 to {@code count}
   * @param count how many nodes the cluster has, to which this one needs routes
   */
  static Node make(
      Tools tools,
      Slot slot,
      ControlPlane controlPlane,
      Authority authority,
      int index,
      int count) {
    String name = "node-" + index;
    Path directory = slot.directory().resolve(name);
    Path logs = slot.logs().resolve(name);
    createDirectories(directory, logs);
    Namespaces namespaces = namespaces(tools, slot, directory, logs, index, count);
    var files = new NodeFiles(directory, tools.programs(), slot.cgroup(name), index);
    files.write(
        authority.issue("system:node:" + name, "system:nodes", List.of(name, files.address())),
        authority);
    var environment = Map.of("PATH", tools.programs() + ":" + System.getenv("PATH"));
    return new Node(
        name,
        tools,
        namespaces,
        new Component("containerd", namespaces, logs, environment, containerdCommand(tools, files)),
        new Component(
            "kubelet",
            namespaces,
            logs,
            environment,
            kubeletCommand(tools, files, controlPlane, name)),
        new Component(
            "kube-proxy",
            namespaces,
            logs,
            environment,
            proxyCommand(tools, files, controlPlane, name)));
  }

  private static Namespaces namespaces(
      Tools tools, Slot slot, Path directory, Path logs, int index, int count) {
    String sandbox = Long.toString(slot.sandbox().pid());
    var command =
        List.of(
            List.of("nsenter", "--target", sandbox, "--pid", "--"),
            List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--net",
                "--uts",
                "--ipc",
                "--kill-child=KILL",
                "--"),
            List.of(tools.script("node").toString(), Integer.toString(slot.number()), sandbox),
            List.of(Integer.toString(index), Integer.toString(count), directory.toString()));
    Path log = logs.resolve("node.log");
    return switch (Namespaces.start(command.stream().flatMap(List::stream).toList(), log)) {
      case Namespaces.Attempt.Held held -> held.namespaces();
      case Namespaces.Attempt.Ended(int exit) ->
          throw new IllegalStateException(
              "node %d ended with code %d; see %s".formatted(index, exit, log));
    };
  }

  private static List<String> containerdCommand(Tools tools, NodeFiles files) {
    return List.of(tools.program("containerd"), "--config", files.containerd().toString());
  }

  private static List<String> kubeletCommand(
      Tools tools, NodeFiles files, ControlPlane controlPlane, String name) {
    return List.of(
        "unshare",
        "--mount",
        "--propagation=unchanged",
        tools.script("kubelet").toString(),
        tools.program("kubelet"),
        "--config=" + files.kubelet(),
        "--kubeconfig=" + controlPlane.kubeconfig(name, "system:node:" + name, "system:nodes"),
        "--hostname-override=" + name,
        "--node-ip=" + files.address());
  }

  private static List<String> proxyCommand(
      Tools tools, NodeFiles files, ControlPlane controlPlane, String name) {
    Path kubeconfig = controlPlane.kubeconfig(name + "-proxy", "system:kube-proxy", "");
    files.writeProxy(name, kubeconfig);
    return List.of(tools.program("kube-proxy"), "--config=" + files.proxy());
  }

  /** Starts containerd and waits until it answers. */
  void startRuntime() {
    containerd.start();
    Waiting.until(
        "containerd on " + name,
        Duration.ofSeconds(30),
        () -> {
          containerd.check();
          return ctr("version").run().exit() == 0;
        });
  }

  /** Starts what needs the API server. */
  void join() {
    kubelet.start();
    proxy.start();
  }

  /** Puts an image tar into containerd. */
  void importImage(Path tar) {
    ctr("images", "import", "--local", tar.toString())
        .within(Duration.ofMinutes(3))
        .run()
        .orThrow();
  }

  private Command ctr(String... arguments) {
    var argv =
        new ArrayList<>(
            List.of(tools.program("ctr"), "--address", SOCKET, "--namespace", "k8s.io"));
    argv.addAll(List.of(arguments));
    return inside(argv);
  }

  /** A command to be run on the node, in all its namespaces, as root. */
  Command inside(List<String> argv) {
    return new Command(namespaces.inside(argv), Map.of(), Duration.ofMinutes(1));
  }

  String name() {
    return name;
  }

  /** The node's first process, by its id on the host. */
  long pid() {
    return namespaces.pid();
  }

  /** Throws, naming the log, if one of the programs has ended although nobody stopped it. */
  void check() {
    List.of(containerd, kubelet, proxy).forEach(Component::check);
  }

  void close() {
    namespaces.close();
  }

  private static void createDirectories(Path... directories) {
    try {
      for (Path directory : directories) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
