package dev.imagescan.demo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The agent as its DaemonSet would run it on a node: a process of its own with the capabilities
 * that the DaemonSet gives it and no others.
 */
record Agent(Process process, String capabilities) implements AutoCloseable {

  /**
   * Starts it.
   *
   * @param program what the DaemonSet's image runs
   * @param kubeconfig where the API server is
   * @param cache where the program keeps its classes from one run to the next
   * @param log takes what the agent prints
   */
  static Agent start(
      Path program, DaemonSet daemonSet, String node, Path kubeconfig, Path cache, Path log)
      throws IOException {
    Container container = daemonSet.getSpec().getTemplate().getSpec().getContainers().getFirst();
    List<String> capabilities =
        container.getSecurityContext().getCapabilities().getAdd().stream().sorted().toList();
    ProcessBuilder builder =
        new ProcessBuilder(command(program, capabilities, container.getArgs()));
    builder.environment().put("NODE_NAME", node);
    builder.environment().put("POD_NAMESPACE", daemonSet.getMetadata().getNamespace());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new Agent(builder.start(), String.join(" and ", capabilities));
  }

  private static List<String> command(
      Path program, List<String> capabilities, List<String> arguments) {
    String bounding =
        capabilities.stream()
            .map(capability -> ",+" + capability.toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("", "-all", ""));
    Stream<String> command =
        Stream.of("setpriv", "--bounding-set=" + bounding, "--no-new-privs", program.toString());
    return Stream.concat(command, arguments.stream()).toList();
  }

  /** Ends it, and lets it write its cache. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
