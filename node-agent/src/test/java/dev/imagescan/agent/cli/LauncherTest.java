package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/imagescan, in a tree of its own. */
class LauncherTest {

  private static final Path SCRIPT = Path.of("..", "bin", "imagescan");

  @TempDir private Path tree;

  private record Result(int code, String output) {}

  @Test
  void before_the_build_it_says_how_to_build() throws Exception {
    Result result = run();
    assertEquals(1, result.code());
    assertEquals(
        "imagescan: it is not built yet; run 'make build' in " + tree.toRealPath() + "\n",
        result.output());
  }

  @Test
  void it_finds_the_java_of_java_home_and_hands_the_arguments_on_as_they_are() throws Exception {
    jar();
    Path home = java("25.0.1", "for a in \"$@\"; do echo \"<$a>\"; done");
    Result result = run("env", "JAVA_HOME=" + home, script().toString(), "a b", "*", "");
    assertEquals(0, result.code(), result.output());
    assertTrue(result.output().endsWith("<a b>\n<*>\n<>\n"), result.output());
    assertTrue(result.output().contains("<-jar>\n"), result.output());
  }

  @Test
  void an_older_java_is_passed_by() throws Exception {
    jar();
    Path home = java("17.0.9", "echo too old; exit 9");
    Result result = run("env", "JAVA_HOME=" + home, script().toString());
    assertTrue(result.code() != 9, result.output());
  }

  private Path java(String version, String body) throws IOException {
    Path home = tree.resolve("java-" + version);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + body + "\n");
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private void jar() throws IOException {
    Path target = Files.createDirectories(tree.resolve("node-agent/target"));
    Files.createFile(target.resolve("imagescan.jar"));
  }

  private Path script() throws IOException {
    Path script = Files.createDirectories(tree.resolve("bin")).resolve("imagescan");
    if (!Files.exists(script)) {
      Files.copy(SCRIPT, script);
      assertTrue(script.toFile().setExecutable(true));
    }
    return script;
  }

  private Result run(String... command) throws IOException, InterruptedException {
    List<String> words = command.length == 0 ? List.of(script().toString()) : List.of(command);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("HOME", tree.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
