package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageScanSpec;
import dev.imagescan.api.v1alpha1.LabelSelector;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundTest {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private static Optional<Round> round(String interval, boolean suspend, long secondsLater) {
    ImageScan scan = new ImageScan();
    scan.getMetadata().setCreationTimestamp(CREATED.toString());
    scan.setSpec(
        new ImageScanSpec(LabelSelector.everything(), null, null, interval, null, null, suspend));
    return Round.of(scan, CREATED.plusSeconds(secondsLater));
  }

  @Test
  void rounds_follow_one_another_from_the_creation_of_the_scan() {
    assertEquals(
        Optional.of(new Round(CREATED, CREATED.plusSeconds(3600))), round("1h", false, 3599));
    assertEquals(
        Optional.of(new Round(CREATED.plusSeconds(3600), CREATED.plusSeconds(7200))),
        round("1h", false, 3600));
  }

  @Test
  void a_clock_that_is_behind_the_api_server_sees_the_first_round() {
    assertEquals(
        Optional.of(new Round(CREATED, CREATED.plusSeconds(3600))), round("1h", false, -5));
  }

  @Test
  void a_scan_without_an_interval_or_suspended_has_no_rounds() {
    assertEquals(Optional.empty(), round(null, false, 10));
    assertEquals(Optional.empty(), round("1h", true, 10));
  }

  @Test
  void an_interval_below_a_minute_that_got_past_the_schema_is_none() {
    assertEquals(Optional.empty(), round("1s", false, 10));
  }
}
