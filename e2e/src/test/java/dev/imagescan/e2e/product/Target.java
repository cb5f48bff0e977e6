package dev.imagescan.e2e.product;

import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container, as those see it who may exec into it, and as the kernel tells of it from outside.
 */
record Target(Injected space, String pod, String container) {

  /** What a shell script in the container prints; throws with its complaints when it fails. */
  String sh(String script) {
    return attempt(script).orThrow();
  }

  /** Runs a shell script in the container; it may fail. */
  Command.Result attempt(String script) {
    return space
        .cluster()
        .kubectlCommand(
            "exec", "-n", space.namespace(), pod, "-c", container, "--", "/bin/sh", "-c", script)
        .run();
  }

  /** What kubelet says of the container. */
  ContainerStatus status() {
    return space.pod(pod).getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .findFirst()
        .orElseThrow();
  }

  /** The container's first process, by its id on this machine. */
  long process() {
    return space
        .cluster()
        .faults("look at a container's process")
        .processes(status().getContainerID())
        .stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no process of " + pod))
        .pid();
  }

  /** Kills the container's first process, and waits until kubelet has started another one. */
  void restart() {
    int before = status().getRestartCount();
    space.cluster().faults("kill a container").killContainer(status().getContainerID());
    space.awaitReady(pod);
    Waiting.until(
        "the restart of " + pod,
        Injected.IN_TIME,
        () -> status().getRestartCount() > before && status().getState().getRunning() != null);
  }

  /** The container's mount table, as the kernel shows it of the first process. */
  List<String> mounts() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process()), "mountinfo"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries of the mount table at a mount point, the lowest first. */
  List<String> mountsAt(String mountPoint) {
    return mounts().stream().filter(line -> line.split(" ")[4].equals(mountPoint)).toList();
  }

  /** The first and only number of the mount's entry, which stays as long as the mount does. */
  String mountIdAt(String mountPoint) {
    List<String> there = mountsAt(mountPoint);
    if (there.size() != 1) {
      throw new AssertionError(
          "%s is mounted %d times in %s: %s".formatted(mountPoint, there.size(), pod, there));
    }
    return there.getFirst().split(" ")[0];
  }

  /** Pods of one container {@code main}. */
  static String yaml(String name, String node, String image, String command, String... spec) {
    return yaml(name, node, spec, container("main", image, command));
  }

  /** A pod with these lines of spec, whose containers {@link #container} has made. */
  static String yaml(String name, String node, String[] spec, String... containers) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s
          labels: {app: %1$s}
        spec:
          nodeSelector: {kubernetes.io/hostname: %2$s}
          terminationGracePeriodSeconds: 0
          automountServiceAccountToken: false
        """
            .formatted(name, node)
        + String.join("\n", spec).indent(2)
        + "  containers:\n"
        + String.join("", List.of(containers));
  }

  /**
   * A container.
   *
   * @param command a shell script, or nothing for one that sleeps
   * @param lines of its specification
   */
  static String container(String name, String image, String command, String... lines) {
    String head = "- name: %s\n  image: %s\n  imagePullPolicy: Never\n".formatted(name, image);
    String script =
        command.isEmpty() ? "" : "  command: [/bin/sh, -c]\n  args:\n    - |\n" + command.indent(6);
    return Stream.of(head, script, String.join("\n", lines).indent(2))
        .map(part -> part.indent(4))
        .reduce("", String::concat);
  }
}
