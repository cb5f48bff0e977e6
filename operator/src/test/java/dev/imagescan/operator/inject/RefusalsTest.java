package dev.imagescan.operator.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.Golden;
import dev.imagescan.operator.cluster.FixedCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  private static final FixedCluster CLUSTER =
      FixedCluster.of(Golden.read("mounts/in-carrier-not-asked-for-yet.yaml"));
  private static final ImageScan SCAN = CLUSTER.injections().iterator().next();
  private static final WantedCarrier CARRIER =
      CarrierWork.of(CLUSTER.node("node-1").orElseThrow(), CLUSTER, false)
          .create()
          .getFirst()
          .wanted();
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final Refusals refusals = new Refusals(Clock.fixed(T0, ZoneOffset.UTC));

  @Test
  void every_further_try_waits_longer_up_to_two_minutes() {
    assertEquals(Optional.empty(), refusals.waits(CARRIER), "nothing was refused yet");
    for (int seconds : new int[] {5, 10, 20, 40, 80, 120, 120, 120}) {
      Instant again = refusals.refuse(CARRIER, "exceeded quota");
      assertEquals(Duration.ofSeconds(seconds), Duration.between(T0, again));
      assertEquals(Optional.of(again), refusals.waits(CARRIER));
    }
    refusals.accept(CARRIER);
    assertEquals(Optional.empty(), refusals.waits(CARRIER));
    assertEquals(T0.plusSeconds(5), refusals.refuse(CARRIER, "exceeded quota"));
  }

  @Test
  void a_scan_is_looked_at_again_when_there_is_news_and_not_for_every_try() {
    AtomicInteger told = new AtomicInteger();
    refusals.listen(_ -> told.incrementAndGet());
    refusals.refuse(CARRIER, "exceeded quota");
    refusals.refuse(CARRIER, "exceeded quota");
    assertEquals(1, told.get());
    refusals.refuse(CARRIER, "violates PodSecurity");
    refusals.accept(CARRIER);
    refusals.accept(CARRIER);
    assertEquals(3, told.get());
  }

  @Test
  void a_name_that_is_taken_is_told_of_when_it_stays_so() {
    refusals.conflict(CARRIER, "already exists");
    refusals.conflict(CARRIER, "already exists");
    assertEquals(Optional.empty(), refusals.of(SCAN, CARRIER.key()));
    refusals.conflict(CARRIER, "already exists");
    assertEquals(
        Optional.of("already exists"),
        refusals.of(SCAN, CARRIER.key()).map(Refusals.Refusal::message));
    assertEquals(Optional.empty(), refusals.of(SCAN, "another"));
  }

  @Test
  void what_was_said_of_scans_that_are_gone_is_forgotten() {
    refusals.refuse(CARRIER, "exceeded quota");
    refusals.retain(Set.of(SCAN.getMetadata().getUid()));
    assertEquals(1, refusals.of(SCAN, CARRIER.key()).stream().count());
    refusals.retain(Set.of());
    assertEquals(Optional.empty(), refusals.of(SCAN, CARRIER.key()));
  }
}
