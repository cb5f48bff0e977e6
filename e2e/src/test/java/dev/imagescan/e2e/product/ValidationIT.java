package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.Command;
import dev.imagescan.e2e.cluster.OnCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of the API has an object that keeps it and one that breaks it. */
@OnCluster
class ValidationIT {

  private static final Path EXAMPLES = Path.of("src/test/resources/validation");
  private static final String REFUSAL = "# refused with: ";

  /** For what kubectl would not even send, so that the rule behind it is asked. */
  private static final String LENIENT = "# applied with: --validate=ignore";

  private final Cluster cluster;

  ValidationIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(Cluster cluster) {
    Product.on(cluster);
  }

  static List<String> valid() throws IOException {
    return named("valid-");
  }

  static List<String> invalid() throws IOException {
    return named("invalid-");
  }

  private static List<String> named(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void is_taken(String file) {
    Command.Result result = apply(EXAMPLES.resolve(file));
    assertEquals(0, result.exit(), "a valid object was refused: " + result.err());
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void is_refused_with_a_sentence(String file) throws IOException {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve(file));
    String expected = lines.getFirst();
    assertTrue(expected.startsWith(REFUSAL), file + " does not say with what it is refused");
    String validate = lines.contains(LENIENT) ? "--validate=ignore" : "--validate=strict";
    Command.Result result = apply(EXAMPLES.resolve(file), validate);
    assertEquals(1, result.exit(), "an invalid object was taken");
    assertTrue(
        result.err().contains(expected.substring(REFUSAL.length())),
        "the user sees: " + result.err());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_sample_is_taken(Path sample) {
    Command.Result result = apply(sample);
    assertEquals(0, result.exit(), "a sample was refused: " + result.err());
  }

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Product.checkout().resolve("deploy/samples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @Test
  void kubectl_explain_says_what_a_scan_takes() {
    String text = cluster.kubectl("explain", "imagescan.spec");
    for (String field : List.of("containers", "inspect", "rescanInterval", "selector", "suspend")) {
      assertTrue(text.contains("  " + field + "\t"), field + " is not explained:\n" + text);
    }
    assertTrue(text.contains("Which containers of this namespace to inspect"), text);
  }

  private Command.Result apply(Path file) {
    return apply(file, "--validate=strict");
  }

  private Command.Result apply(Path file, String validate) {
    return cluster
        .kubectlCommand("apply", "--dry-run=server", validate, "-f", file.toString())
        .run();
  }
}
