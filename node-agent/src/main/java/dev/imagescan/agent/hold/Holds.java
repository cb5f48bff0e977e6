package dev.imagescan.agent.hold;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * Brings the mounts of a node to what its plan asks for. Each {@link #step} takes what came back
 * from the mounter, decides, writes down what is about to become visible, and starts what is to be
 * done; it never waits for a file system. All of its state that has to survive a crash is in {@link
 * #entries}, which is what the node's status says. One thread may use it.
 */
public final class Holds implements AutoCloseable {

  /**
   * One mount at a time, beside at most three that take long. The kernel changes one mount table
   * after the other; four at a time each took four times as long, and all together no less.
   */
  public static final Attempts.Limits LIMITS =
      new Attempts.Limits(1, Duration.ofSeconds(30), 3, Duration.ofMillis(200));

  /** The API's bound on the list of entries. */
  private static final int MOST_ENTRIES = 2048;

  private static final int MOST_LOOKS = 64;
  private static final int MOST_ROUNDS = 8;
  private static final String LOOK = "look ";

  private final Mounting mounting;
  private final MountMeter meter;
  private final InstantSource clock;
  private final Attempts<Answer> attempts;
  private final HeldMounts held = new HeldMounts();
  private final Retries retries = new Retries();
  private final Answers answers;
  private final Placing placing;
  private final Map<String, Set<String>> looking = new LinkedHashMap<>();
  private Map<String, PlannedMount> plan = Map.of();
  private int looks;

  /**
   * Holds nothing yet.
   *
   * @param onFinish called by another thread when a step has something to do
   * @param threads makes the threads on which the mounter is called
   */
  Holds(
      Mounting mounting,
      MountMeter meter,
      InstantSource clock,
      Runnable onFinish,
      ThreadFactory threads) {
    this.mounting = mounting;
    this.meter = meter;
    this.clock = clock;
    this.attempts = new Attempts<>(LIMITS, clock, onFinish, threads);
    this.placing = new Placing(held, retries, mounting.faults());
    this.answers = new Answers(held, retries, placing, meter);
  }

  /** Holds nothing yet; calls the mounter on threads that do not hold up the end of the process. */
  public Holds(Mounting mounting, MountMeter meter, InstantSource clock, Runnable onFinish) {
    this(mounting, meter, clock, onFinish, Thread.ofPlatform().daemon().factory());
  }

  /** Takes over what another agent of this node has written down. */
  public void startFrom(List<MountResult> left) {
    held.startFrom(left);
  }

  /**
   * Does what can be done now.
   *
   * @param writeAhead writes entries into the node's status at once
   */
  public void step(List<PlannedMount> mounts, WriteAhead writeAhead) {
    take(mounts);
    attempts.collect().forEach(done -> answers.take(done.outcome(), clock.instant()));
    looking.keySet().retainAll(attempts.underway());
    placing.start(attempts, mounting);
    for (int i = 0; i < MOST_ROUNDS && decideAndStart(mounts); i++) {
      // What was noted may make the next thing due.
    }
    placing.write(writeAhead, plan, attempts.isBusy(), clock.instant());
    placing.start(attempts, mounting);
    meter.held(held.count());
  }

  private void take(List<PlannedMount> mounts) {
    Map<String, PlannedMount> next = new LinkedHashMap<>();
    mounts.forEach(mount -> next.put(mount.id(), mount));
    next.forEach(
        (id, mount) -> {
          if (!mount.equals(plan.get(id))) {
            retries.succeeded(id);
          }
        });
    plan = next;
    held.plan(next);
    retries.keepOnly(next.keySet());
  }

  /** Returns whether something was noted that another decision may build on. */
  private boolean decideAndStart(List<PlannedMount> mounts) {
    Instant now = clock.instant();
    Situation situation =
        new Situation(
            held.entries(), held.seen(now), underway(), retries, mounting.disabled(), now);
    List<Action> actions = Decision.decide(mounts, situation);
    List<MountResult> toLook = new ArrayList<>();
    boolean noted = false;
    for (Action action : actions) {
      switch (action) {
        case Action.Look look -> toLook.add(look.held());
        case Action.Make make -> cloneFor(make);
        case Action.Clear clear -> start(clear.id(), MountCall.clear(mounting, clear));
        case Action.Remove remove ->
            start(
                remove.id(), MountCall.remove(mounting, remove, held.isLast(remove.held(), plan)));
        case Action.MakeReadOnly change ->
            start(change.id(), MountCall.makeReadOnly(mounting.mounter(), change));
        case Action.Note note -> held.put(note.now());
        case Action.Drop drop -> held.drop(drop.id());
        case Action.SetAside aside -> held.setAside(aside.held());
      }
      noted |= action.isNote();
    }
    look(toLook);
    return noted;
  }

  private void cloneFor(Action.Make action) {
    int soon = attempts.underway().size() + placing.size();
    if (placing.hasRoom() && held.size() + 2 * soon < MOST_ENTRIES) {
      start(action.id(), MountCall.clone(mounting, action));
    }
  }

  private void start(String id, MountCall call) {
    if (attempts.hasRoom()) {
      attempts.start(Aside.place(id), call);
    }
  }

  private void look(List<MountResult> entries) {
    for (int from = 0; from < entries.size() && attempts.hasRoom(); from += MOST_LOOKS) {
      List<MountResult> some =
          List.copyOf(entries.subList(from, Math.min(from + MOST_LOOKS, entries.size())));
      Set<String> places = new HashSet<>();
      some.forEach(entry -> places.add(Aside.place(entry.planned().id())));
      String key = LOOK + looks++;
      looking.put(key, places);
      attempts.start(key, MountCall.look(mounting.mounter(), some));
    }
  }

  private Set<String> underway() {
    Set<String> places = new HashSet<>(placing.places());
    for (String key : attempts.underway()) {
      places.addAll(looking.getOrDefault(key, Set.of(key)));
    }
    return places;
  }

  /** What the node's status is to say. */
  public List<MountResult> entries() {
    return held.list();
  }

  /** Whether something is under way that comes back by itself. */
  public boolean isBusy() {
    return attempts.isBusy() || placing.size() > 0;
  }

  /** When a step has something to do, if nothing happens before. */
  public Optional<Instant> next() {
    Instant now = clock.instant();
    List<Instant> times = new ArrayList<>();
    placing.due().ifPresent(times::add);
    attempts.nextSlow().ifPresent(times::add);
    retries.next().filter(now::isBefore).ifPresent(times::add);
    held.nextLook().filter(now::isBefore).ifPresent(times::add);
    return times.stream().min(Instant::compareTo);
  }

  /** Lets go of what is not visible yet; what is under way is left behind. */
  @Override
  public void close() {
    placing.close();
  }
}
