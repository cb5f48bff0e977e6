package dev.imagescan.agent.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When something that failed may be tried again: after 10 s, and each time twice as long, up to 10
 * minutes. One thread at a time may use it.
 */
public final class Retries {

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private record Wait(Duration length, Instant until) {}

  private final Map<String, Wait> waits = new HashMap<>();

  public void failed(String key, Instant now) {
    Wait last = waits.get(key);
    Duration length = last == null ? FIRST : last.length().multipliedBy(2);
    if (length.compareTo(LONGEST) > 0) {
      length = LONGEST;
    }
    waits.put(key, new Wait(length, now.plus(length)));
  }

  public void succeeded(String key) {
    waits.remove(key);
  }

  public boolean mayTry(String key, Instant now) {
    Wait wait = waits.get(key);
    return wait == null
        || !now.isBefore(wait.until())
        // The clock was set back.
        || now.plus(wait.length()).isBefore(wait.until());
  }

  /** Forgets everything but these. */
  public void keepOnly(Collection<String> keys) {
    waits.keySet().retainAll(keys);
  }

  /** When the next one may be tried. */
  public Optional<Instant> next() {
    return waits.values().stream().map(Wait::until).min(Instant::compareTo);
  }
}
