package dev.imagescan.operator.verdict;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.operator.license.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The verdicts of some time, one a report and policy. What has not been asked for in a while goes,
 * and however much does not keep a policy, only so much of it stays in detail: see {@link #room}.
 * Safe for use by several threads.
 */
final class VerdictCache {

  // Every scan is looked at more often than this: what nobody asks for, nobody uses.
  private static final Duration UNUSED = Duration.ofMinutes(30);
  private static final int MOST_VERDICTS = 50_000;
  // Some 400 bytes each.
  private static final int MOST_DETAILS = 40_000;
  private static final int DETAILS_OF_ONE = 50;

  /**
   * What a verdict is about.
   *
   * @param report what was read: {@code imagereport/NAME} or {@code containerreport/NAMESPACE/NAME}
   */
  record Key(String report, LicensePolicy policy) {}

  private record Entry(String version, Verdict verdict, Instant used) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int details;

  /** The verdict over this version of a report, if it is known. */
  synchronized Optional<Verdict> get(Key key, String version, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null || !entry.version().equals(version)) {
      return Optional.empty();
    }
    entries.put(key, new Entry(version, entry.verdict(), now));
    return Optional.of(entry.verdict());
  }

  /** How many violations the next verdict may tell of. */
  synchronized int room() {
    return details < MOST_DETAILS ? DETAILS_OF_ONE : 1;
  }

  synchronized void put(Key key, String version, Verdict verdict, Instant now) {
    Entry before = entries.put(key, new Entry(version, verdict, now));
    details += verdict.worst().size() - (before == null ? 0 : before.verdict().worst().size());
    Iterator<Entry> oldestFirst = entries.values().iterator();
    while (oldestFirst.hasNext()) {
      Entry oldest = oldestFirst.next();
      if (entries.size() <= MOST_VERDICTS && oldest.used().plus(UNUSED).isAfter(now)) {
        return;
      }
      oldestFirst.remove();
      details -= oldest.verdict().worst().size();
    }
  }
}
