package dev.imagescan.e2e.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command line {@code bin/imagescan} as its users have it.
 *
 * @param kubeconfig whose rights it has in the cluster
 */
record CommandLine(Path kubeconfig) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** With the rights of a new service account that has the role {@code view} in a namespace. */
  static CommandLine ofViewer(Cluster cluster, String namespace, Path directory) {
    String account = "--serviceaccount=%s:viewer".formatted(namespace);
    cluster.kubectl("create", "serviceaccount", "viewer", "-n", namespace);
    cluster.kubectl(
        "create", "rolebinding", "viewer", "-n", namespace, "--clusterrole=view", account);
    String token = cluster.kubectl("create", "token", "viewer", "-n", namespace).strip();
    String whole = cluster.kubectl("config", "view", "--raw", "--flatten", "--minify");
    try {
      Path file = Files.writeString(directory.resolve("viewer.kubeconfig"), whole);
      kubectlConfig(cluster, file, "set-credentials", "viewer", "--token=" + token);
      kubectlConfig(cluster, file, "set-context", "--current", "--user=viewer");
      return new CommandLine(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void kubectlConfig(Cluster cluster, Path file, String... arguments) {
    var argv =
        Stream.concat(
            Stream.of(
                cluster.kubectlPrefix().getFirst(), "--kubeconfig=" + file.toString(), "config"),
            Stream.of(arguments));
    Command.of(argv.toArray(String[]::new)).run().orThrow();
  }

  /** What the program writes when all goes well; throws with what it complains of otherwise. */
  String run(String... arguments) {
    String program = Product.checkout().resolve("bin/imagescan").toString();
    var argv = Stream.concat(Stream.of(program), Stream.of(arguments)).toList();
    return new Command(List.copyOf(argv), Map.of("KUBECONFIG", kubeconfig.toString()), DEADLINE)
        .run()
        .orThrow();
  }

  /** The JSON document that the program writes. */
  JsonNode json(String... arguments) {
    try {
      return JSON.readTree(run(arguments));
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: imagescan " + String.join(" ", arguments), e);
    }
  }
}
