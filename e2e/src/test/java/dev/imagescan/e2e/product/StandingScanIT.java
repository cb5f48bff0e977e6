package dev.imagescan.e2e.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.e2e.cluster.Cluster;
import dev.imagescan.e2e.cluster.OnCluster;
import dev.imagescan.e2e.cluster.Waiting;
import dev.imagescan.e2e.image.TestImage;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens while a scan stands: pods come and go, time passes, people suspend it. */
@OnCluster
class StandingScanIT {

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration LATEST = Duration.ofSeconds(15);

  private final Cluster cluster;
  private Scanned space;

  StandingScanIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void install(Cluster cluster) {
    Product.on(cluster);
  }

  @AfterEach
  void clean() {
    space.delete();
  }

  @Test
  void the_status_follows_pods_that_come_and_go_and_stays_ready() {
    space = Scanned.space(cluster, "standing-churn").run(cluster.use(TestImage.TINY), 2).scan();
    space.awaitInspected(2);
    Set<String> seen = new ConcurrentSkipListSet<>();
    try (var _ = watchReady(seen)) {
      space.scale(6);
      space.awaitInspected(6);
      space.awaitOneReportEach();
      space.scale(1);
      space.awaitInspected(1);
      space.awaitOneReportEach();
    }
    assertFalse(seen.isEmpty(), "the watch told of no change");
    assertEquals(
        Set.of("True"),
        Set.copyOf(seen.stream().map(ready -> ready.split(" ")[0]).toList()),
        "what Ready was meanwhile");
  }

  private Watch watchReady(Set<String> seen) {
    return cluster
        .client()
        .resources(ImageScan.class)
        .inNamespace(space.namespace())
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, ImageScan scan) {
                seen.add(Scanned.ready(scan));
              }

              @Override
              public void onClose(WatcherException cause) {
                // What was seen until then is what counts.
              }
            });
  }

  @Test
  void containers_are_inspected_again_after_the_interval_unless_the_scan_is_suspended() {
    space =
        Scanned.space(cluster, "standing-rounds")
            .run(cluster.use(TestImage.TINY), 2)
            .scan("rescanInterval: 1m");
    Instant created = created();
    space.awaitInspected(2);
    assertEquals(created.plus(INTERVAL), next(), "nextScanTime of the first round");

    awaitRound(created.plus(INTERVAL));
    assertEquals(created.plus(INTERVAL.multipliedBy(2)), next(), "nextScanTime, second round");

    space.change("{\"suspend\": true}");
    Waiting.until("the scan suspended", Product.SOON, () -> space.ready().equals("True Suspended"));
    ScanStatus suspended = space.status().orElseThrow();
    assertEquals(null, suspended.nextScanTime(), "nextScanTime of a suspended scan");
    assertEquals(2, suspended.containers().inspected(), "what was found before stays");
    space.scale(4);
    Waiting.until("4 pods", Product.SOON, () -> space.pods().size() == 4);
    assertStays(2, Duration.ofSeconds(5));

    space.change("{\"suspend\": false}");
    space.awaitInspected(4);
    space.awaitOneReportEach();
  }

  /** Waits until a round that begins then is through, and not later than it has to be. */
  private void awaitRound(Instant start) {
    Duration wait = Duration.between(Instant.now(), start.plus(LATEST));
    Waiting.until(
        "inspections of the round that begins at " + start,
        wait,
        () ->
            space.reports().stream()
                .noneMatch(report -> Instant.parse(report.getStatus().time()).isBefore(start)));
    Waiting.until("the status of that round", LATEST, () -> !last().isBefore(start));
    System.out.printf(
        "second round: through %.1f s after its start%n",
        Duration.between(start, Instant.now()).toMillis() / 1000.0);
  }

  private void assertStays(int reports, Duration length) {
    Instant end = Instant.now().plus(length);
    Waiting.until(
        "some seconds to pass",
        length.plusSeconds(20),
        () -> {
          assertEquals(reports, space.reportCount(), "reports while the scan is suspended");
          return Instant.now().isAfter(end);
        });
  }

  private Instant created() {
    return Instant.parse(
        cluster.kubectl(
            "get",
            "imagescan/all",
            "-n",
            space.namespace(),
            "--output=jsonpath={.metadata.creationTimestamp}"));
  }

  private Instant next() {
    return Instant.parse(space.status().orElseThrow().nextScanTime());
  }

  private Instant last() {
    return Instant.parse(space.status().orElseThrow().lastScanTime());
  }
}
