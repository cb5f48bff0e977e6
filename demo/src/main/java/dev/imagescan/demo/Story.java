package dev.imagescan.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Tells what happens as it happens, each step with the time since this process began. */
final class Story {

  private final PrintStream out;
  private final Instant start = ProcessHandle.current().info().startInstant().orElseThrow();

  Story(PrintStream out) {
    this.out = out;
  }

  /** Something has just been done. */
  void step(String done) {
    Duration since = Duration.between(start, Instant.now());
    out.printf("%5.1f s  %s%n", since.toMillis() / 1000.0, done);
  }

  /** More about the last step. */
  void more(String text) {
    out.print(text.indent(9));
  }

  /** A part that stands for itself, with its title. */
  void section(String title, String text) {
    out.printf("%n%s%n%n%s%n", title, text.stripTrailing());
  }
}
