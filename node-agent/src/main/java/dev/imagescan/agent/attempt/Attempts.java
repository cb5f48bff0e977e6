package dev.imagescan.agent.attempt;

import dev.imagescan.agent.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;

/**
 * Runs attempts on threads of their own, a few at a time. One that is not back after the limit is
 * given up: its thread may hang in a file system that never answers, which nothing can end, but its
 * place is free for the next, and the same one is not started again while it hangs. Only the signal
 * of an attempt's end comes from another thread than the one that uses this.
 *
 * @param <T> what an attempt finds out
 */
public final class Attempts<T> {

  private static final int MAX_MESSAGE = 512;

  /**
   * How many run at a time, and how long one may take.
   *
   * @param atOnce how many run at a time
   * @param time after which one is given up
   * @param slow how many more may run that take longer than usual, and so may hang
   * @param usual how long one takes at the most that is not counted among those
   */
  public record Limits(int atOnce, Duration time, int slow, Duration usual) {

    /** All count alike, however long they take. */
    public Limits(int atOnce, Duration time) {
      this(atOnce, time, 0, time);
    }
  }

  /** Something to try. */
  public interface Attempt<T> {

    /** Tries; runs on a thread of its own. */
    T run();

    /** The outcome when it ended without one, with a sentence of at most 512 characters. */
    T broken(String message);

    /** The outcome when it did not come back in time. */
    T late(Duration limit);

    /** Called with what it found out after it was given up; nobody else gets that. */
    default void cameTooLate(T outcome) {}
  }

  /** An attempt's key and its outcome. */
  public record Finished<T>(String key, T outcome) {}

  private record Running<T>(Attempt<T> attempt, Thread thread, Instant started) {}

  private record Returned<T>(Thread thread, Attempt<T> attempt, Finished<T> finished) {}

  private final Limits limits;
  private final InstantSource clock;
  private final Runnable onFinish;
  private final ThreadFactory threads;
  private final Map<String, Running<T>> running = new LinkedHashMap<>();
  private final Map<String, Thread> givenUp = new HashMap<>();
  private final ConcurrentLinkedQueue<Returned<T>> returned = new ConcurrentLinkedQueue<>();

  /** {@code onFinish} is called on the attempt's thread whenever one comes back. */
  public Attempts(Limits limits, InstantSource clock, Runnable onFinish) {
    this(limits, clock, onFinish, Thread.ofPlatform().daemon().factory());
  }

  /** Runs the attempts on threads of this factory, one each. */
  public Attempts(Limits limits, InstantSource clock, Runnable onFinish, ThreadFactory threads) {
    this.limits = limits;
    this.clock = clock;
    this.onFinish = onFinish;
    this.threads = threads;
  }

  /** Whether another one may be started. */
  public boolean hasRoom() {
    return running.size() < limits.atOnce() + limits.slow() && quick() < limits.atOnce();
  }

  private long quick() {
    Instant usual = clock.instant().minus(limits.usual());
    return running.values().stream().filter(one -> one.started().isAfter(usual)).count();
  }

  /** When one that runs counts among the slow ones, so that another may be started. */
  public Optional<Instant> nextSlow() {
    Instant now = clock.instant();
    return running.values().stream()
        .map(one -> one.started().plus(limits.usual()))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /** Whether one runs that was not given up. */
  public boolean isBusy() {
    return !running.isEmpty();
  }

  /** What is not to be started: what runs, and what was given up and hangs still. */
  public Set<String> underway() {
    givenUp.values().removeIf(thread -> !thread.isAlive());
    Set<String> keys = new HashSet<>(running.keySet());
    keys.addAll(givenUp.keySet());
    return keys;
  }

  /** Starts one, whose key must not be under way. */
  public void start(String key, Attempt<T> attempt) {
    Thread[] own = new Thread[1];
    own[0] = threads.newThread(() -> finish(own[0], key, attempt));
    own[0].setName("attempt-" + key);
    running.put(key, new Running<>(attempt, own[0], clock.instant()));
    own[0].start();
  }

  private void finish(Thread thread, String key, Attempt<T> attempt) {
    T outcome;
    try {
      outcome = attempt.run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      String message = "the agent met a case it does not know: " + e;
      outcome = attempt.broken(Printable.of(message, MAX_MESSAGE));
    }
    returned.add(new Returned<>(thread, attempt, new Finished<>(key, outcome)));
    onFinish.run();
  }

  /** What came back since the last call, and what is given up now. */
  public List<Finished<T>> collect() {
    List<Finished<T>> collected = new ArrayList<>();
    for (Returned<T> next = returned.poll(); next != null; next = returned.poll()) {
      Running<T> attempt = running.get(next.finished().key());
      if (attempt != null && attempt.thread() == next.thread()) {
        running.remove(next.finished().key());
        collected.add(next.finished());
      } else {
        next.attempt().cameTooLate(next.finished().outcome());
      }
    }
    collected.addAll(giveUp(clock.instant().minus(limits.time())));
    return collected;
  }

  private List<Finished<T>> giveUp(Instant startedBefore) {
    List<Finished<T>> late = new ArrayList<>();
    for (Iterator<Map.Entry<String, Running<T>>> left = running.entrySet().iterator();
        left.hasNext(); ) {
      Map.Entry<String, Running<T>> entry = left.next();
      Running<T> hanging = entry.getValue();
      if (hanging.started().isBefore(startedBefore)) {
        hanging.thread().interrupt();
        givenUp.put(entry.getKey(), hanging.thread());
        left.remove();
        late.add(new Finished<>(entry.getKey(), hanging.attempt().late(limits.time())));
      }
    }
    return late;
  }
}
