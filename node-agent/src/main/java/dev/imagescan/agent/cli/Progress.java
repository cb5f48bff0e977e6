package dev.imagescan.agent.cli;

import dev.imagescan.agent.root.Budget;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Shows a person that something goes on, when it takes longer than a second: a line on a terminal
 * that is rewritten, and wiped at the end.
 */
record Progress(PrintStream terminal, boolean shown) {

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final String WIPE = "\r\033[K";

  /** Something that takes its time. */
  interface Task<T> {
    T run() throws Failure;
  }

  /** Whether our standard error is a terminal. */
  static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the task in this thread, and shows meanwhile how much was read on its behalf. */
  <T> T during(Budget budget, Task<T> task) throws Failure {
    if (!shown) {
      return task.run();
    }
    Thread display = Thread.ofPlatform().daemon().start(() -> show(budget));
    try {
      return task.run();
    } finally {
      display.interrupt();
      join(display);
    }
  }

  private void show(Budget budget) {
    long start = System.nanoTime();
    boolean written = false;
    try {
      Thread.sleep(PATIENCE);
      while (true) {
        written = true;
        terminal.printf(
            "%sreading: %.1f MB in %d s",
            WIPE,
            budget.bytesRead() / 1e6,
            Duration.ofNanos(System.nanoTime() - start).toSeconds());
        terminal.flush();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      if (written) {
        terminal.print(WIPE);
        terminal.flush();
      }
    }
  }

  private static void join(Thread display) {
    try {
      display.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
