package dev.imagescan.agent.node;

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
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs inspections on threads of their own, a few at a time. One that is not back after the limit
 * is given up: its thread may hang in a file system that never answers, which nothing can end, but
 * its place is free for the next, and the same one is not started again while it hangs. Only the
 * signal of an inspection's end comes from another thread than the one that uses this.
 */
final class Inspections {

  // The API's bound: a longer one would have the whole node's status refused.
  private static final int MAX_MESSAGE = 512;

  /** How many run at a time, and how long one may take. */
  record Limits(int atOnce, Duration time) {}

  /** Something to find out. */
  interface Inspection {

    /** Finds it out; runs on a thread of its own. */
    Outcome run();

    /** The outcome when it ended without one. */
    Outcome failed(String reason, String message);
  }

  /** An inspection's key and its outcome. */
  record Finished(String key, Outcome outcome) {}

  private record Returned(Thread thread, Finished finished) {}

  private record Running(Inspection inspection, Thread thread, Instant started) {}

  private final Limits limits;
  private final InstantSource clock;
  private final Runnable onFinish;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final Map<String, Thread> givenUp = new HashMap<>();
  private final ConcurrentLinkedQueue<Returned> returned = new ConcurrentLinkedQueue<>();

  /** {@code onFinish} is called on the inspection's thread whenever one comes back. */
  Inspections(Limits limits, InstantSource clock, Runnable onFinish) {
    this.limits = limits;
    this.clock = clock;
    this.onFinish = onFinish;
  }

  boolean hasRoom() {
    return running.size() < limits.atOnce();
  }

  boolean isBusy() {
    return !running.isEmpty();
  }

  /** What is not to be started: what runs, and what was given up and hangs still. */
  Set<String> underway() {
    givenUp.values().removeIf(thread -> !thread.isAlive());
    Set<String> keys = new HashSet<>(running.keySet());
    keys.addAll(givenUp.keySet());
    return keys;
  }

  void start(String key, Inspection inspection) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("inspect-" + key)
            .unstarted(() -> finish(key, inspection));
    running.put(key, new Running(inspection, thread, clock.instant()));
    thread.start();
  }

  private void finish(String key, Inspection inspection) {
    Outcome outcome;
    try {
      outcome = inspection.run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      String message = "the agent met a case it does not know: " + e;
      outcome = inspection.failed("InternalError", Printable.of(message, MAX_MESSAGE));
    }
    returned.add(new Returned(Thread.currentThread(), new Finished(key, outcome)));
    onFinish.run();
  }

  /** What came back since the last call, and what is given up now. */
  List<Finished> collect() {
    List<Finished> collected = new ArrayList<>();
    for (Returned next = returned.poll(); next != null; next = returned.poll()) {
      Running inspection = running.get(next.finished().key());
      if (inspection != null && inspection.thread() == next.thread()) {
        running.remove(next.finished().key());
        collected.add(next.finished());
      }
    }
    collected.addAll(giveUp(clock.instant().minus(limits.time())));
    return collected;
  }

  private List<Finished> giveUp(Instant startedBefore) {
    List<Finished> late = new ArrayList<>();
    for (Iterator<Map.Entry<String, Running>> left = running.entrySet().iterator();
        left.hasNext(); ) {
      Map.Entry<String, Running> entry = left.next();
      Running hanging = entry.getValue();
      if (hanging.started().isBefore(startedBefore)) {
        hanging.thread().interrupt();
        givenUp.put(entry.getKey(), hanging.thread());
        left.remove();
        late.add(
            new Finished(
                entry.getKey(),
                hanging
                    .inspection()
                    .failed(
                        "Stuck",
                        "the inspection did not come back within "
                            + limits.time().toSeconds()
                            + " s; a file system of the container may not answer")));
      }
    }
    return late;
  }
}
