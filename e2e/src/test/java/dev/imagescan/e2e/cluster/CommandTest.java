package dev.imagescan.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {

  @Test
  void a_command_gets_its_input_and_gives_its_output() {
    assertEquals("a line\n", Command.of("cat").run("a line\n").orThrow());
  }

  @Test
  void a_failure_tells_the_command_its_code_and_what_it_said() {
    var result = Command.of("sh", "-c", "echo no such thing >&2; exit 3").run();

    String message = assertThrows(IllegalStateException.class, result::orThrow).getMessage();

    assertEquals(
        "'sh -c echo no such thing >&2; exit 3' ended with code 3: no such thing\n", message);
  }

  @Test
  void a_command_that_does_not_end_in_time_is_killed() {
    var command = Command.of("sleep", "3600.25").within(Duration.ofMillis(200));

    String message = assertThrows(IllegalStateException.class, command::run).getMessage();

    assertEquals("'sleep 3600.25' did not end within PT0.2S", message);
    Waiting.until("the end of sleep", Duration.ofSeconds(5), () -> sleepers() == 0);
  }

  @Test
  void a_wait_in_vain_says_what_it_waited_for() {
    var failure =
        assertThrows(
            IllegalStateException.class,
            () -> Waiting.until("the moon", Duration.ofSeconds(0), () -> false));

    assertTrue(failure.getMessage().endsWith("in vain for: the moon"), failure.getMessage());
  }

  private static long sleepers() {
    return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
  }
}
