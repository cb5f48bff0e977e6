package dev.imagescan.e2e.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A set of Linux namespaces, held by a process that ends at the end of its standard input: when
 * this JVM dies, however it dies, the pipe closes, and with the first process of a PID namespace
 * all others end.
 */
final class Namespaces implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofMinutes(2);

  private final Process holder;
  private final long pid;

  private Namespaces(Process holder, long pid) {
    this.holder = holder;
    this.pid = pid;
  }

  /** What became of an attempt to start a holder. */
  sealed interface Attempt {
    /** The namespaces stand. */
    record Held(Namespaces namespaces) implements Attempt {}

    /** The holder ended at once, with this exit code. */
    record Ended(int exit) implements Attempt {}
  }

  /**
   * Starts {@code command}, which prints its first process's id as the host sees it once the
   * namespaces are made.
   */
  static Attempt start(List<String> command, Path log) {
    try {
      var argv = Stream.concat(Stream.of("setsid"), command.stream()).toList();
      Process holder =
          new ProcessBuilder(argv)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      String line = firstLine(holder, log);
      return line == null
          ? new Attempt.Ended(holder.waitFor())
          : new Attempt.Held(new Namespaces(holder, Long.parseLong(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while namespaces were made", e);
    }
  }

  private static String firstLine(Process holder, Path log) {
    var reader = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8));
    var line = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(reader.readLine());
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      return line.orTimeout(START.toSeconds(), TimeUnit.SECONDS).join();
    } catch (RuntimeException e) {
      holder.destroyForcibly();
      throw new IllegalStateException(
          "namespaces were not made within %s; see %s".formatted(START, log), e);
    }
  }

  /** The first process inside, by its id on the host. */
  long pid() {
    return pid;
  }

  /**
   * The command line that runs {@code command} inside, apart from this process's terminal and
   * process group.
   */
  List<String> inside(List<String> command) {
    var argv = new ArrayList<>(List.of("setsid", "nsenter", "--target", Long.toString(pid)));
    argv.addAll(List.of("--mount", "--uts", "--ipc", "--net", "--pid", "--"));
    argv.addAll(command);
    return argv;
  }

  /** Ends everything inside and waits for the holder to have swept up. */
  @Override
  public void close() {
    try {
      holder.getOutputStream().close();
      if (!holder.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        holder.destroyForcibly();
        throw new IllegalStateException(
            "the namespaces of process %d did not end within %s".formatted(pid, END));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      holder.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
