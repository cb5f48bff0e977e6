package dev.imagescan.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.root.Budget;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  @Test
  void something_quick_shows_nothing() throws Failure {
    assertEquals("done", during(true, Duration.ZERO));
    assertEquals("", shown());
  }

  @Test
  void something_slow_shows_how_far_it_is_and_wipes_it_at_the_end() throws Failure {
    assertEquals("done", during(true, Duration.ofMillis(1500)));
    assertTrue(shown().contains("reading: 0.0 MB in 1 s"), shown());
    assertTrue(shown().endsWith("\r\033[K"), "not wiped: " + shown());
  }

  @Test
  void without_a_terminal_nothing_is_shown() throws Failure {
    assertEquals("done", during(false, Duration.ofMillis(1200)));
    assertEquals("", shown());
  }

  private String during(boolean isTerminal, Duration time) throws Failure {
    Progress progress = new Progress(new PrintStream(terminal), isTerminal);
    return progress.during(
        new Budget(Budget.Limits.DEFAULT),
        () -> {
          sleep(time);
          return "done";
        });
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String shown() {
    return terminal.toString(StandardCharsets.UTF_8);
  }
}
