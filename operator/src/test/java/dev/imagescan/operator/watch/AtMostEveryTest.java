package dev.imagescan.operator.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AtMostEveryTest {

  @Test
  void the_first_look_is_free_and_the_second_waits_for_what_is_left_of_the_period() {
    AtMostEvery limiter = new AtMostEvery(Duration.ofSeconds(100));
    AtMostEvery.Last state = limiter.initState();
    assertEquals(Optional.empty(), limiter.isLimited(state));
    Duration left = limiter.isLimited(state).orElseThrow();
    assertTrue(left.toSeconds() >= 98 && left.toSeconds() <= 100, () -> "waits " + left);
  }

  @Test
  void a_look_after_the_period_is_free() throws InterruptedException {
    AtMostEvery limiter = new AtMostEvery(Duration.ofMillis(5));
    AtMostEvery.Last state = limiter.initState();
    assertEquals(Optional.empty(), limiter.isLimited(state));
    Thread.sleep(10);
    assertEquals(Optional.empty(), limiter.isLimited(state));
  }
}
