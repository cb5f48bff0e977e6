package dev.imagescan.operator.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.LicensePolicy;
import dev.imagescan.api.v1alpha1.PackageRef;
import dev.imagescan.operator.license.Breach;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.license.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictCacheTest {

  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final LicensePolicy POLICY = new LicensePolicy(null, List.of("GPL-*"));

  private final VerdictCache cache = new VerdictCache();

  private static VerdictCache.Key key(int number) {
    return new VerdictCache.Key("imagereport/" + number, POLICY);
  }

  private static Verdict verdict(int details) {
    Violation violation =
        new Violation(
            new PackageRef("deb", "bash", "5"),
            "GPL-3.0-only",
            null,
            new Breach(Breach.Kind.DENIED, "denied"));
    return new Verdict(100, true, details, 0, 0, Collections.nCopies(details, violation));
  }

  @Test
  void a_verdict_is_that_of_one_version() {
    cache.put(key(1), "v1", verdict(0), T0);
    assertTrue(cache.get(key(1), "v1", T0).isPresent());
    assertEquals(Optional.empty(), cache.get(key(1), "v2", T0));
    assertEquals(Optional.empty(), cache.get(key(2), "v1", T0));
  }

  @Test
  void what_nobody_asks_for_goes_and_what_is_used_stays() {
    cache.put(key(1), "v", verdict(50), T0);
    cache.put(key(2), "v", verdict(50), T0);
    cache.get(key(2), "v", T0.plus(Duration.ofMinutes(20)));
    Instant later = T0.plus(Duration.ofMinutes(31));
    cache.put(key(3), "v", verdict(0), later);
    assertEquals(Optional.empty(), cache.get(key(1), "v", later));
    assertTrue(cache.get(key(2), "v", later).isPresent(), "a verdict in use was dropped");
  }

  @Test
  void details_are_bounded_however_much_there_is_to_tell() {
    assertEquals(50, cache.room());
    for (int i = 0; i < 800; i++) {
      cache.put(key(i), "v", verdict(50), T0);
    }
    assertEquals(1, cache.room(), "the heap would grow with the number of violations");
    cache.put(key(0), "v", verdict(1), T0);
    assertEquals(50, cache.room());
  }

  @Test
  void the_number_of_verdicts_is_bounded() {
    for (int i = 0; i <= 50_000; i++) {
      cache.put(key(i), "v", verdict(0), T0);
    }
    assertEquals(Optional.empty(), cache.get(key(0), "v", T0));
    assertTrue(cache.get(key(50_000), "v", T0).isPresent());
  }
}
