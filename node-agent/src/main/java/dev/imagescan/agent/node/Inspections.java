package dev.imagescan.agent.node;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs inspections on threads of their own, a few at a time. One that is not back after the limit
 * is given up: its thread may hang in a file system that never answers, which nothing can end, but
 * its place is free for the next. Only the signal of an inspection's end comes from another thread
 * than the one that uses this.
 */
final class Inspections {

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

  private record Running(Inspection inspection, Thread thread, Instant started) {}

  private final Limits limits;
  private final InstantSource clock;
  private final Runnable onFinish;
  private final Map<String, Running> running = new LinkedHashMap<>();
  private final ConcurrentLinkedQueue<Finished> finished = new ConcurrentLinkedQueue<>();

  /** {@code onFinish} is called on the inspection's thread whenever one comes back. */
  Inspections(Limits limits, InstantSource clock, Runnable onFinish) {
    this.limits = limits;
    this.clock = clock;
    this.onFinish = onFinish;
  }

  boolean hasRoom() {
    return running.size() < limits.atOnce();
  }

  Set<String> underway() {
    return Set.copyOf(running.keySet());
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
      outcome = inspection.failed("InternalError", "the agent met a case it does not know: " + e);
    }
    finished.add(new Finished(key, outcome));
    onFinish.run();
  }

  /** What came back since the last call, and what is given up now. */
  List<Finished> collect() {
    List<Finished> collected = new ArrayList<>();
    for (Finished next = finished.poll(); next != null; next = finished.poll()) {
      if (running.remove(next.key()) != null) {
        collected.add(next);
      }
    }
    collected.addAll(giveUp(clock.instant().minus(limits.time())));
    return collected;
  }

  private List<Finished> giveUp(Instant startedBefore) {
    List<Finished> givenUp = new ArrayList<>();
    for (Iterator<Map.Entry<String, Running>> left = running.entrySet().iterator();
        left.hasNext(); ) {
      Map.Entry<String, Running> entry = left.next();
      Running late = entry.getValue();
      if (late.started().isBefore(startedBefore)) {
        late.thread().interrupt();
        left.remove();
        givenUp.add(
            new Finished(
                entry.getKey(),
                late.inspection()
                    .failed(
                        "Stuck",
                        "the inspection did not come back within "
                            + limits.time().toSeconds()
                            + " s; a file system of the container may not answer")));
      }
    }
    return givenUp;
  }
}
