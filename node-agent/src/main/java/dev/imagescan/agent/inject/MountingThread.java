package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does one piece of work on a platform thread of its own, with a root and working directory of its
 * own, that ends afterwards. A thread that has been in another mount namespace is never used for
 * anything else: whatever the JVM looks for by a path on it, it would find there.
 *
 * <p>A file system of the container may let a thread wait for ever. It is given up after a while;
 * from then on it can make nothing visible any more, should it go on.
 *
 * @param <T> what comes of it; closed if it comes too late and can be
 */
final class MountingThread<T> {

  static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final int USUAL_UMASK = 022;

  private enum State {
    PREPARING,
    VISIBLE,
    GIVEN_UP
  }

  /** What is to be done. */
  interface Work<T> {
    T on(MountingThread<T> thread) throws IOException;
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.PREPARING);
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Work<T> work;

  private MountingThread(Work<T> work) {
    this.work = work;
  }

  /** Does the work and waits for it. */
  static <T> T run(Work<T> work) throws InjectionException {
    return run(work, DEADLINE);
  }

  static <T> T run(Work<T> work, Duration deadline) throws InjectionException {
    MountingThread<T> thread = new MountingThread<>(work);
    Runnable body = () -> Namespaces.onLentMemory(thread::work);
    Thread.ofPlatform().daemon().name("mounting").start(body);
    return thread.await(deadline);
  }

  /**
   * To be called before anything that others can see.
   *
   * @throws InjectionException when nobody waits for this thread any more
   */
  void becomeVisible() throws InjectionException {
    if (!state.compareAndSet(State.PREPARING, State.VISIBLE) && state.get() == State.GIVEN_UP) {
      throw new InjectionException(Reason.KERNEL_ERROR, "it took too long");
    }
  }

  private void work() {
    try {
      Namespaces.unshare(Namespaces.CLONE_FS);
      Namespaces.mask(USUAL_UMASK);
      T value = work.on(this);
      if (!result.complete(value) && value instanceof AutoCloseable late) {
        late.close();
      }
    } catch (Exception | Error e) {
      result.completeExceptionally(e);
    }
  }

  private T await(Duration deadline) throws InjectionException {
    try {
      return await(deadline, true);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp();
      throw new InjectionException(Reason.KERNEL_ERROR, "the agent is ending");
    }
  }

  private T await(Duration deadline, boolean again)
      throws ExecutionException, InterruptedException, InjectionException {
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      boolean stopped = state.compareAndSet(State.PREPARING, State.GIVEN_UP);
      if (!stopped && again) {
        // What others see already is not left half done for want of a moment.
        return await(deadline, false);
      }
      giveUp();
      throw new InjectionException(
          Reason.KERNEL_ERROR,
          "a file system on the way there did not answer within " + deadline.toSeconds() + " s");
    }
  }

  private void giveUp() throws InjectionException {
    state.compareAndSet(State.PREPARING, State.GIVEN_UP);
    if (!result.cancel(false) && result.isDone() && !result.isCompletedExceptionally()) {
      closeLate(result.join());
    }
  }

  private void closeLate(T value) throws InjectionException {
    if (value instanceof AutoCloseable late) {
      try {
        late.close();
      } catch (Exception e) {
        throw new InjectionException(Reason.KERNEL_ERROR, String.valueOf(e.getMessage()));
      }
    }
  }

  private static InjectionException failure(Throwable e) {
    return switch (e) {
      case IOException call -> InjectionException.of(call);
      case RuntimeException mistake -> throw mistake;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    };
  }
}
