package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {

  @TempDir private Path directory;

  private record Result(int code, String out, String err) {}

  @Test
  void a_directory_is_inspected() throws IOException {
    Files.createDirectories(directory.resolve("lib/apk/db"));
    Files.writeString(directory.resolve("lib/apk/db/installed"), "P:musl\nV:1.2\nL:MIT\n\n");
    Result result = run("inspect", "--root", directory.toString());
    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("musl     1.2      -     apk   MIT"), result.out());
    assertTrue(result.out().contains("1 package, 1 with a licence"), result.out());
    assertEquals("", result.err());
  }

  @Test
  void what_could_not_be_read_is_told_by_exit_code_and_standard_error() throws IOException {
    Files.createDirectories(directory.resolve("var/lib/dpkg/status"));
    Result result = run("inspect", "--root", directory.toString(), "-o", "json");
    assertEquals(ExitCode.INCOMPLETE, result.code());
    assertTrue(result.out().contains("\"reason\": \"NotRegular\""), result.out());
    assertEquals(
        "imagescan: the report is incomplete: var/lib/dpkg/status: not a regular file but a directory, FIFO, socket or device\n",
        result.err());
  }

  @Test
  void our_own_mounts_are_listed() {
    String pid = Long.toString(ProcessHandle.current().pid());
    Result result = run("mounts", "--pid", pid);
    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("\n/proc "), result.out());
  }

  @Test
  void a_process_that_is_not_there_is_one_line() {
    Result result = run("inspect", "--pid", "999999999");
    assertEquals(ExitCode.FAILED, result.code());
    assertEquals(
        "imagescan: no such process: 999999999; 'ps -e' lists those that run\n", result.err());
  }

  @Test
  void a_directory_that_is_not_there_or_is_a_file_is_one_line() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertEquals(
        "imagescan: not a directory: " + file + "\n",
        run("inspect", "--root", file.toString()).err());
    Path missing = directory.resolve("missing");
    assertEquals(
        "imagescan: no such directory: " + missing + "\n",
        run("inspect", "--root", missing.toString()).err());
  }

  @Test
  void a_misspelt_format_is_answered_with_the_right_one() {
    Result result = run("inspect", "--root", "/", "-o", "tabel");
    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("did you mean 'table'?"), result.err());
    assertTrue(result.err().contains("Try 'imagescan inspect --help'."), result.err());
  }

  @Test
  void a_misspelt_command_is_answered_with_the_right_one() {
    Result result = run("inspekt");
    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("mean: imagescan inspect"), result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "inspect", "mounts", "inspect --pid x", "inspect --pid 1 --root /"})
  void arguments_that_make_no_sense_are_told_where_help_is(String line) {
    Result result = run(line.isEmpty() ? new String[0] : line.split(" "));
    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().startsWith("imagescan: "), result.err());
    assertTrue(result.err().contains("--help'."), result.err());
    assertEquals("", result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "mounts", "agent"})
  void help_tells_all_and_goes_to_the_standard_output(String command) {
    Result result = run(command, "--help");
    assertEquals(ExitCode.DONE, result.code());
    assertTrue(result.out().startsWith("Usage: imagescan " + command), result.out());
    assertEquals("", result.err());
  }

  @Test
  void the_top_help_names_the_commands_with_examples() {
    String help = run("--help").out();
    assertTrue(help.contains("imagescan inspect --pid"), help);
    assertTrue(help.contains("agent"), help);
  }

  @Test
  void nobody_reading_is_no_error_to_talk_about() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new CommandLineInterface(closed, new PrintStream(err))
            .run("inspect", "--root", directory.toString());
    assertEquals(ExitCode.NOBODY_READS, code);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void an_output_that_cannot_be_written_is_one_line() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new CommandLineInterface(full, new PrintStream(err))
            .run("inspect", "--root", directory.toString());
    assertEquals(ExitCode.FAILED, code);
    assertEquals(
        "imagescan: cannot write the output: No space left on device\n",
        err.toString(StandardCharsets.UTF_8));
  }

  private static Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = new CommandLineInterface(out, new PrintStream(err)).run(args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
