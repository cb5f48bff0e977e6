package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which carriers the API server did not take, and when each is tried again: later every time, since
 * what stands in the way (a quota, a policy, the Pod Security level) is the user's to mend. A new
 * process starts afresh. Thread-safe.
 */
public final class Refusals {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int CONFLICTS = 3;

  /**
   * One carrier that was refused.
   *
   * @param generation of which generation of its specification
   * @param message why, in the API server's words
   * @param tries how often it was tried
   * @param told whether it is so for sure
   * @param again when it is tried again
   */
  public record Refusal(long generation, String message, int tries, boolean told, Instant again) {}

  private record Key(String scanUid, String carrier) {}

  private final Clock clock;
  private final Map<Key, Refusal> refused = new ConcurrentHashMap<>();
  private final List<Consumer<ImageScan>> listeners = new CopyOnWriteArrayList<>();

  /** Nothing refused yet. */
  public Refusals(Clock clock) {
    this.clock = clock;
  }

  /** Tells of scans of which a carrier was refused, for another reason than before, or taken. */
  public void listen(Consumer<ImageScan> listener) {
    listeners.add(listener);
  }

  /** When a carrier may be tried again, if it has to wait. */
  public Optional<Instant> waits(WantedCarrier carrier) {
    return Optional.ofNullable(refused.get(key(carrier)))
        .filter(refusal -> refusal.generation() == generation(carrier.scan()))
        .map(Refusal::again)
        .filter(clock.instant()::isBefore);
  }

  /** Notes that a carrier was refused and returns when to try again. */
  public Instant refuse(WantedCarrier carrier, String message) {
    return note(carrier, message, 1);
  }

  /**
   * Notes that its name was taken and returns when to try again. That is nothing to tell of at
   * first: most likely the carrier is there, and the cache does not know yet.
   */
  public Instant conflict(WantedCarrier carrier, String message) {
    return note(carrier, message, CONFLICTS);
  }

  private Instant note(WantedCarrier carrier, String message, int toldAfter) {
    ImageScan scan = carrier.scan();
    Refusal before = refused.get(key(carrier));
    int tries = before == null || before.generation() != generation(scan) ? 1 : before.tries() + 1;
    Duration wait = FIRST.multipliedBy(1L << Math.min(tries - 1, 6));
    Instant again = clock.instant().plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    Refusal refusal = new Refusal(generation(scan), message, tries, tries >= toldAfter, again);
    refused.put(key(carrier), refusal);
    if (before == null
        || before.told() != refusal.told()
        || !before.message().equals(message)
        || before.generation() != refusal.generation()) {
      listeners.forEach(listener -> listener.accept(scan));
    }
    return again;
  }

  /** Notes that a carrier was taken. */
  public void accept(WantedCarrier carrier) {
    if (refused.remove(key(carrier)) != null) {
      listeners.forEach(listener -> listener.accept(carrier.scan()));
    }
  }

  /** Forgets what concerns scans other than these. */
  public void retain(Set<String> scanUids) {
    refused.keySet().removeIf(key -> !scanUids.contains(key.scanUid()));
  }

  /** What was last said about one of a scan's carriers, by its key, which tells the node too. */
  public Optional<Refusal> of(ImageScan scan, String carrierKey) {
    return Optional.ofNullable(refused.get(new Key(scan.getMetadata().getUid(), carrierKey)))
        .filter(r -> r.told() && r.generation() == generation(scan));
  }

  private static Key key(WantedCarrier carrier) {
    return new Key(carrier.scan().getMetadata().getUid(), carrier.key());
  }

  private static long generation(ImageScan scan) {
    return Objects.requireNonNullElse(scan.getMetadata().getGeneration(), 0L);
  }
}
