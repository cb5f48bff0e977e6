package dev.imagescan.agent.layers;

import static dev.imagescan.agent.container.TestImage.opaque;
import static dev.imagescan.agent.container.TestImage.run;
import static dev.imagescan.agent.container.TestImage.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the agent's capabilities are for: a process that has only some of them reads a container.
 */
@NeedsRoot
class CapabilitiesTest {

  @TempDir private Path directory;
  private TestContainer node;
  private TestContainer container;

  @BeforeEach
  void run_a_container_with_a_private_file_of_another_user() throws IOException {
    TestImage image = new TestImage(directory);
    Path base = image.layer();
    write(base, "cache/old", "old");
    write(base, "private/file", "content");
    Path top = image.layer();
    opaque(top, "cache");
    write(top, "cache/new", "new");
    Path privately = base.resolve("private");
    run("chmod", "000", privately.resolve("file").toString());
    run("chown", "-R", "4711", privately.toString());
    run("chmod", "700", privately.toString());
    node = TestContainer.node().overlay(image.mountPoint().toString(), image.options()).start();
    container = TestContainer.onMountAt(image.mountPoint()).from(node).start();
  }

  @AfterEach
  void stop() throws IOException {
    container.close();
    node.close();
  }

  @Test
  void two_capabilities_are_enough_to_read_everything() throws Exception {
    assertEquals(
        List.of(
            "container cache [new]",
            "container file content",
            "image cache [new]",
            "image file content"),
        read("-all,+dac_read_search,+sys_ptrace"));
  }

  @Test
  void without_SYS_PTRACE_no_container_is_entered() throws Exception {
    List<String> output = read("-all,+dac_read_search");
    assertEquals("container /: the kernel refused access", output.getFirst());
    assertTrue(output.getLast().endsWith("EACCES"), output.toString());
  }

  @Test
  void without_DAC_READ_SEARCH_private_files_are_not_read() throws Exception {
    assertEquals(
        List.of(
            "container cache [new]",
            "container private/file: the kernel refused access",
            "image cache [new]",
            "image private/file: the kernel refused access"),
        read("-all,+sys_ptrace"));
  }

  private List<String> read(String capabilities) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set",
                capabilities,
                "--inh-caps",
                "-all",
                "--no-new-privs",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ReadContainer.class.getName(),
                String.valueOf(node.pid()),
                String.valueOf(container.pid()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }
}
