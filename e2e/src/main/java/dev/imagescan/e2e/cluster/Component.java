package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A long-running program of the cluster, inside namespaces, with a log file to which every start
 * appends. Not for use by several threads at once.
 */
final class Component {

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Namespaces namespaces;
  private final Path log;
  private final Map<String, String> environment;
  private final List<String> command;
  private Process process;

  Component(
      String name,
      Namespaces namespaces,
      Path logs,
      Map<String, String> environment,
      List<String> command) {
    this.name = name;
    this.namespaces = namespaces;
    this.log = logs.resolve(name + ".log");
    this.environment = Map.copyOf(environment);
    this.command = List.copyOf(command);
  }

  void start() {
    if (running()) {
      return;
    }
    try {
      var builder = new ProcessBuilder(namespaces.inside(command));
      builder.environment().putAll(environment);
      process =
          builder
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean running() {
    return process != null && process.isAlive();
  }

  /** Throws, naming the log, if the program has ended although nobody stopped it. */
  void check() {
    if (process != null && !process.isAlive()) {
      throw new IllegalStateException(
          "%s ended with code %d; see %s".formatted(name, process.exitValue(), log));
    }
  }

  /** The program's process id on the host, while it runs. */
  Optional<Long> pid() {
    // nsenter stays outside as the parent, for a process cannot change its own PID namespace.
    return running() ? process.children().findFirst().map(ProcessHandle::pid) : Optional.empty();
  }

  /** Asks the program to end, and kills it if it does not within 10 seconds. */
  void stop() {
    process.children().forEach(ProcessHandle::destroy);
    if (!ended(GRACE)) {
      kill();
    }
    process = null;
  }

  /** Kills the program at once, as a crash would. */
  void kill() {
    if (process == null) {
      return;
    }
    process.children().forEach(ProcessHandle::destroyForcibly);
    if (!ended(GRACE)) {
      throw new IllegalStateException(
          "%s is still there %s after SIGKILL; see %s".formatted(name, GRACE, log));
    }
    process = null;
  }

  private boolean ended(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
