package dev.imagescan.agent.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final CountDownLatch end = new CountDownLatch(1);
  private Instant now = START;
  private final Attempts<String> attempts =
      new Attempts<>(
          new Attempts.Limits(1, Duration.ofSeconds(30), 2, Duration.ofMillis(200)),
          () -> now,
          () -> {});

  /** One that hangs until the test is over. */
  private final class Hanging implements Attempts.Attempt<String> {
    @Override
    public String run() {
      try {
        end.await();
        return "ended";
      } catch (InterruptedException e) {
        return "interrupted";
      }
    }

    @Override
    public String broken(String message) {
      return message;
    }

    @Override
    public String late(Duration limit) {
      return "late";
    }
  }

  @AfterEach
  void let_all_end() {
    end.countDown();
  }

  @Test
  void one_that_takes_longer_than_usual_gives_its_place_to_the_next() {
    attempts.start("first", new Hanging());
    assertFalse(attempts.hasRoom(), "room beside one that has just begun");
    assertEquals(Optional.of(START.plusMillis(200)), attempts.nextSlow());

    now = START.plusMillis(200);

    assertTrue(attempts.hasRoom(), "room beside a slow one");
    assertEquals(Optional.empty(), attempts.nextSlow());
  }

  @Test
  void only_so_many_slow_ones_run_beside_the_usual_ones() {
    for (String key : new String[] {"first", "second", "third"}) {
      assertTrue(attempts.hasRoom(), "room for the " + key);
      attempts.start(key, new Hanging());
      now = now.plusMillis(200);
    }
    assertFalse(attempts.hasRoom(), "room beside three that may hang");
  }

  @Test
  void one_that_is_given_up_leaves_room() {
    for (String key : new String[] {"first", "second", "third"}) {
      attempts.start(key, new Hanging());
    }
    now = START.plusSeconds(31);
    assertEquals(3, attempts.collect().stream().filter(f -> f.outcome().equals("late")).count());
    assertTrue(attempts.hasRoom(), "room when all were given up");
  }
}
