package dev.imagescan.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run to its end, with what it may take.
 *
 * @param argv the program and its arguments
 * @param environment added to this process's own
 * @param deadline after which the program is killed
 */
public record Command(List<String> argv, Map<String, String> environment, Duration deadline) {

  private static final Executor READERS = task -> Thread.ofVirtual().start(task);

  /** How a program ended: its exit code and all that it wrote. */
  public record Result(Command command, int exit, String out, String err) {

    /**
     * What the program wrote to its standard output. Throws if it failed, with what it wrote to its
     * standard error.
     */
    public String orThrow() {
      if (exit != 0) {
        throw new IllegalStateException(
            "'%s' ended with code %d: %s%s"
                .formatted(String.join(" ", command.argv()), exit, err, out));
      }
      return out;
    }
  }

  /** A command with a deadline of a minute and the environment of this process. */
  public static Command of(String... argv) {
    return new Command(List.of(argv), Map.of(), Duration.ofMinutes(1));
  }

  /** The same command with another deadline. */
  public Command within(Duration other) {
    return new Command(argv, environment, other);
  }

  /**
   * Runs the program with an empty standard input. Throws if it does not start, or not end before
   * the deadline.
   */
  public Result run() {
    return run("");
  }

  /** Runs the program with {@code input} on its standard input. */
  public Result run(String input) {
    try {
      ProcessBuilder builder = new ProcessBuilder(argv);
      builder.environment().putAll(environment);
      Process process = builder.start();
      var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
      var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
      READERS.execute(() -> feed(process, input));
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(
            "'%s' did not end within %s".formatted(String.join(" ", argv), deadline));
      }
      return new Result(this, process.exitValue(), out.join(), err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "interrupted while '%s' ran".formatted(String.join(" ", argv)), e);
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void feed(Process process, String input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(UTF_8));
    } catch (IOException e) {
      // The program ended without reading its input: its exit code tells whether that is an error.
      return;
    }
  }
}
