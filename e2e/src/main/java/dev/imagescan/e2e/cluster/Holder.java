package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that keeps a cluster up after {@code up} has returned, and the file by which {@code
 * down} finds it.
 */
final class Holder {

  private static final Duration UP = Duration.ofMinutes(10);
  private static final Duration DOWN = Duration.ofMinutes(1);
  private static final Path DIRECTORY = Path.of("/tmp/imagescan-e2e");
  private static final Path CARD = DIRECTORY.resolve("holder");
  private static final Path LOG = DIRECTORY.resolve("holder.log");

  private Holder() {}

  /**
   * What a running holder leaves for others to find.
   *
   * @param pid its process
   * @param started when that process started, in milliseconds, for ids are used again
   * @param kubeconfig of its cluster
   */
  private record Card(long pid, long started, Path kubeconfig) {

    static Optional<Card> read() {
      try {
        String[] words = Files.readString(CARD).split(" ");
        return Optional.of(
            new Card(Long.parseLong(words[0]), Long.parseLong(words[1]), Path.of(words[2])));
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid).filter(process -> Holder.started(process) == started);
    }
  }

  static void up(List<String> arguments) {
    if (running().isPresent()) {
      throw new IllegalStateException(
          "it is up already: export KUBECONFIG=" + running().get().kubeconfig());
    }
    Tools.ready();
    Process holder = startHolder(arguments);
    var told = new AtomicInteger();
    Waiting.until(
        "the cluster to be up; see " + LOG,
        UP,
        () -> {
          tell(told);
          if (!holder.isAlive()) {
            throw new IllegalStateException("it did not start; see " + LOG);
          }
          return running().isPresent();
        });
    tell(told);
    status();
  }

  private static Process startHolder(List<String> arguments) {
    var argv =
        new ArrayList<>(List.of("setsid", ProcessHandle.current().info().command().orElse("java")));
    argv.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    argv.addAll(List.of("-D" + Tools.PROPERTY + "=" + Tools.scriptsDirectory()));
    argv.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "hold"));
    argv.addAll(arguments);
    try {
      Files.createDirectories(DIRECTORY);
      return new ProcessBuilder(argv)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(LOG.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void down() {
    var process = Card.read().flatMap(Card::process);
    process.ifPresent(
        holder -> {
          holder.destroy();
          Waiting.until("the cluster's end; see " + LOG, DOWN, () -> !holder.isAlive());
        });
    try {
      Files.deleteIfExists(CARD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.of(Tools.scriptsDirectory().resolve("sandbox").toString(), "sweep").run().orThrow();
    System.out.println(process.isPresent() ? "the cluster is down" : "no cluster was up");
  }

  static void status() {
    System.out.println(
        running().map(card -> "export KUBECONFIG=" + card.kubeconfig()).orElse("no cluster is up"));
  }

  private static Optional<Card> running() {
    return Card.read().filter(card -> card.process().isPresent());
  }

  /** Called in the holder's process: leaves its card. */
  static void announce(LocalCluster cluster) {
    var self = ProcessHandle.current();
    try {
      Path part = Files.createTempFile(DIRECTORY, "holder", ".part");
      Files.writeString(part, self.pid() + " " + started(self) + " " + cluster.kubeconfig());
      Files.move(part, CARD, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Called in the holder's process: stays until it is signalled, upon which the cluster's shutdown
   * hook does the rest.
   */
  static void untilTold() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Passes on what the holder has said since. */
  private static void tell(AtomicInteger told) {
    try {
      List<String> lines = Files.readAllLines(LOG);
      lines.stream().skip(told.get()).forEach(System.err::println);
      told.set(lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
