package dev.imagescan.agent.hold;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Clones on their way to be seen: first they wait for each other, then they are written down in one
 * write, and only when that was taken each is placed. One thread may use it.
 */
final class Placing implements AutoCloseable {

  private static final int BATCH = 64;

  /** How long one that is ready waits for others; one that hangs must not hold it up. */
  private static final Duration WAIT = Duration.ofMillis(100);

  private final HeldMounts held;
  private final Retries retries;
  private final FaultPoints faults;
  private final Map<String, Answer.Cloned> ready = new LinkedHashMap<>();
  private final Map<String, Answer.Cloned> written = new LinkedHashMap<>();
  private Instant firstReady = Instant.MAX;

  Placing(HeldMounts held, Retries retries, FaultPoints faults) {
    this.held = held;
    this.retries = retries;
    this.faults = faults;
  }

  void add(Answer.Cloned cloned, Instant now) {
    if (ready.isEmpty()) {
      firstReady = now;
    }
    ready.put(cloned.action().id(), cloned);
  }

  boolean hasRoom() {
    return size() < BATCH;
  }

  int size() {
    return ready.size() + written.size();
  }

  Set<String> places() {
    Set<String> places = new HashSet<>(ready.keySet());
    places.addAll(written.keySet());
    return places;
  }

  /** When those that are ready do not wait any longer. */
  Optional<Instant> due() {
    return ready.isEmpty() ? Optional.empty() : Optional.of(firstReady.plus(WAIT));
  }

  /** Writes down those that are ready, if no more are to be expected soon. */
  void write(WriteAhead writeAhead, Map<String, PlannedMount> plan, boolean mayGrow, Instant now) {
    dropUnwanted(plan);
    boolean isDue = due().filter(due -> !now.isBefore(due)).isPresent();
    if (ready.isEmpty() || (mayGrow && ready.size() < BATCH && !isDue)) {
      return;
    }
    Map<String, MountResult> ahead = ahead(now);
    boolean taken = false;
    try {
      faults.reached(Step.BEFORE_WRITE_AHEAD);
      taken = writeAhead.write(List.copyOf(ahead.values()));
      faults.reached(Step.AFTER_WRITE_AHEAD);
    } finally {
      if (!taken) {
        ready.values().forEach(cloned -> cloned.prepared().close());
        ready.keySet().forEach(id -> retries.failed(id, now));
        ready.clear();
      }
    }
    if (taken) {
      held.replace(ahead);
      ready.keySet().forEach(held::forgetSights);
      written.putAll(ready);
      ready.clear();
    }
  }

  private void dropUnwanted(Map<String, PlannedMount> plan) {
    for (Iterator<Answer.Cloned> left = ready.values().iterator(); left.hasNext(); ) {
      Answer.Cloned cloned = left.next();
      if (!cloned.action().planned().equals(plan.get(cloned.action().id()))) {
        cloned.prepared().close();
        left.remove();
      }
    }
  }

  /** All entries as they are to be written down before anything becomes visible. */
  private Map<String, MountResult> ahead(Instant now) {
    Map<String, MountResult> ahead = new LinkedHashMap<>();
    held.list().forEach(entry -> ahead.put(entry.planned().id(), entry));
    for (Answer.Cloned cloned : ready.values()) {
      PlannedMount planned = cloned.action().planned();
      Optional<MountResult> before = before(cloned.action());
      PlacedMount expected =
          Stream.concat(before.stream(), Stream.ofNullable(ahead.get(planned.id())))
              .filter(entry -> Decision.isOfContainer(entry, planned))
              .map(MountResult::placed)
              .reduce(cloned.prepared().expected(), Entries::alsoMade);
      if (cloned.action() instanceof Action.Replace(_, MountResult old) && !Aside.is(old)) {
        MountResult aside = Aside.of(old, ahead.keySet());
        ahead.put(aside.planned().id(), aside);
      }
      ahead.put(planned.id(), Entries.mounting(planned, expected, now));
    }
    return ahead;
  }

  private static Optional<MountResult> before(Action.Make action) {
    return switch (action) {
      case Action.Replace replace -> Optional.of(replace.old());
      case Action.Mount mount -> mount.before();
    };
  }

  /** Places those that are written down, as far as there is room. */
  void start(Attempts<Answer> attempts, Mounting mounting) {
    for (Iterator<Answer.Cloned> left = written.values().iterator();
        left.hasNext() && attempts.hasRoom(); ) {
      Answer.Cloned cloned = left.next();
      left.remove();
      attempts.start(cloned.action().id(), MountCall.place(mounting, cloned));
    }
  }

  @Override
  public void close() {
    ready.values().forEach(cloned -> cloned.prepared().close());
    written.values().forEach(cloned -> cloned.prepared().close());
  }
}
