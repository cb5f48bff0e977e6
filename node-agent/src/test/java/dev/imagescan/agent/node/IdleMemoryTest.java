package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class IdleMemoryTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private int collections;
  private final IdleMemory memory = new IdleMemory(() -> collections++);

  @Test
  void memory_is_given_back_once_after_the_work_is_done() {
    memory.look(true, START);
    memory.look(false, START.plusSeconds(5));
    assertEquals(0, collections, "in the midst of work");
    assertTrue(memory.isWaiting(), "nobody comes back to do it");
    memory.look(false, START.plusSeconds(10));
    memory.look(false, START.plusSeconds(60));
    assertEquals(1, collections);
    assertFalse(memory.isWaiting());
  }

  @Test
  void an_agent_that_never_worked_has_nothing_to_give_back() {
    memory.look(false, START);
    assertEquals(0, collections);
  }
}
