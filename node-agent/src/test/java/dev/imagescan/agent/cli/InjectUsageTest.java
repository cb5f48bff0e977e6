package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.cli.Shelled.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectUsageTest {

  @TempDir private Path records;

  @ParameterizedTest
  @CsvSource({
    "inject, Missing required options",
    "inject --pid 1 --path /x, --from-path",
    "inject --from-path /x --pid one --path /x, is not an int",
    "inject --from-path /x --pid 1 --path relative, must be an absolute path",
    "inject --from-path /x --pid 1 --path /a/../b, must be an absolute path",
    "inject --from-path /x --pid 1 --path //, the root directory cannot be a mount point",
    "inject --from-pid 1 --from-path x --pid 1 --path /x, must be an absolute path",
    "eject, Missing required options",
    "eject --pid 1 --path x, must be an absolute path"
  })
  void arguments_that_make_no_sense_are_told(String line, String why) {
    Said said = Said.by(records, line.split(" "));
    assertEquals(ExitCode.USAGE, said.code(), said.errors());
    assertTrue(said.errors().contains(why), said.errors());
    assertTrue(said.errors().contains("--help'."), said.errors());
  }

  @Test
  void help_has_examples_and_says_what_it_needs() {
    Said inject = Said.by(records, "inject", "--help");
    assertEquals(ExitCode.DONE, inject.code());
    assertTrue(inject.out().contains("imagescan inject --from-path /opt/tools"), inject.out());
    assertTrue(inject.out().contains("podman unshare imagescan inject"), inject.out());
    assertTrue(inject.out().contains("SYS_ADMIN"), inject.out());
    Said eject = Said.by(records, "eject", "--help");
    assertEquals(ExitCode.DONE, eject.code());
    assertTrue(eject.out().contains("imagescan eject --pid 4711"), eject.out());
  }

  @Test
  void who_may_not_mount_is_told_so_before_anything_is_tried() throws IOException {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code =
        new CommandLineInterface(
                OutputStream.nullOutputStream(),
                new PrintStream(errors),
                () -> {
                  Privilege.of("0 0 4294967295", 1000, false).require();
                  throw new AssertionError("it went on");
                })
            .run("eject", "--pid", "1", "--path", "/x");
    assertEquals(ExitCode.FAILED, code);
    assertEquals(
        "imagescan: this user may not mount into containers; run it as root; for a container of"
            + " rootless Podman: podman unshare imagescan …\n",
        errors.toString(StandardCharsets.UTF_8));
  }
}
