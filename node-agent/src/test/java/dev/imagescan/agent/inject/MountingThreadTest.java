package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@NeedsRoot
class MountingThreadTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void no_thread_is_used_twice() throws Exception {
    Thread first = MountingThread.run(thread -> Thread.currentThread());
    Thread second = MountingThread.run(thread -> Thread.currentThread());
    assertNotEquals(first, second);
    assertFalse(first.isVirtual());
    first.join(Duration.ofSeconds(5));
    assertFalse(first.isAlive());
  }

  @Test
  void one_that_was_given_up_can_make_nothing_visible_any_more() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CompletableFuture<Boolean> refused = new CompletableFuture<>();
    InjectionException e =
        assertThrows(
            InjectionException.class,
            () ->
                MountingThread.run(
                    thread -> {
                      await(stuck);
                      try {
                        thread.becomeVisible();
                        refused.complete(false);
                      } catch (InjectionException late) {
                        refused.complete(true);
                      }
                      return "";
                    },
                    SHORT));
    assertEquals("KernelError", e.reason());
    stuck.countDown();
    assertTrue(refused.get(5, TimeUnit.SECONDS));
  }

  @Test
  void what_comes_too_late_is_closed() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    assertThrows(
        InjectionException.class,
        () ->
            MountingThread.<Closeable>run(
                thread -> {
                  await(stuck);
                  return closed::countDown;
                },
                SHORT));
    stuck.countDown();
    assertTrue(closed.await(5, TimeUnit.SECONDS));
  }

  @Test
  void one_that_has_begun_to_be_visible_gets_as_much_time_again() throws Exception {
    AtomicBoolean waited = new AtomicBoolean();
    assertEquals(
        "done",
        MountingThread.run(
            thread -> {
              thread.becomeVisible();
              waited.set(pause());
              return "done";
            },
            Duration.ofMillis(200)));
    assertTrue(waited.get());
  }

  @Test
  void a_mistake_is_not_swallowed() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            MountingThread.run(
                thread -> {
                  throw new IllegalArgumentException();
                }));
  }

  private static boolean pause() throws IOException {
    try {
      Thread.sleep(300);
      return true;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
