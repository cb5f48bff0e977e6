package dev.imagescan.operator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.ContainerCounts;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.ImageScanSpec;
import dev.imagescan.api.v1alpha1.LabelSelector;
import dev.imagescan.api.v1alpha1.NodeProgress;
import dev.imagescan.api.v1alpha1.ScanStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final ImageScan scan = new ImageScan();

  ConditionsTest() {
    scan.getMetadata().setGeneration(1L);
    scan.setSpec(new ImageScanSpec(LabelSelector.everything(), null, null, null, null, null, null));
  }

  private static Progress progress(int matched, int inspected, SortedMap<String, Instant> blocked) {
    return new Progress(
        new NodeProgress(1, 0),
        NodesRead.none(),
        new ContainerCounts(matched, inspected, 0),
        0,
        false,
        null,
        0,
        0,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        blocked,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<Condition> at(int seconds, Progress progress) {
    Conditions conditions = new Conditions(Clock.fixed(T0.plusSeconds(seconds), ZoneOffset.UTC));
    return keep(conditions.of(scan, progress));
  }

  private List<Condition> keep(List<Condition> conditions) {
    scan.setStatus(
        new ScanStatus(
            scan.getMetadata().getGeneration(),
            conditions,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null));
    return conditions;
  }

  private static Condition get(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst().orElseThrow();
  }

  private static boolean has(List<Condition> conditions, String type) {
    return conditions.stream().anyMatch(c -> c.type().equals(type));
  }

  @Test
  void the_time_of_a_transition_changes_with_the_status_only() {
    at(0, progress(4, 0, new TreeMap<>()));
    Condition waiting = get(at(10, progress(4, 3, new TreeMap<>())), "Ready");
    assertEquals(Status.FALSE, waiting.status());
    assertEquals("2026-01-01T00:00:00Z", waiting.lastTransitionTime());
    Condition ready = get(at(20, progress(4, 4, new TreeMap<>())), "Ready");
    assertEquals(Status.TRUE, ready.status());
    assertEquals("2026-01-01T00:00:20Z", ready.lastTransitionTime());
  }

  @Test
  void reconciling_is_there_until_the_scan_is_ready_and_not_after() {
    assertEquals(true, has(at(0, progress(4, 0, new TreeMap<>())), "Reconciling"));
    assertFalse(has(at(1, progress(4, 4, new TreeMap<>())), "Reconciling"));
    assertFalse(has(at(2, progress(9, 4, new TreeMap<>())), "Reconciling"));
  }

  @Test
  void new_pods_move_the_counts_and_not_ready() {
    at(0, progress(4, 4, new TreeMap<>()));
    Condition ready = get(at(5, progress(9, 4, new TreeMap<>())), "Ready");
    assertEquals(Status.TRUE, ready.status());
    assertEquals("Inspecting", ready.reason());
    assertEquals("4 of 9 containers inspected.", ready.message());
  }

  @Test
  void a_new_generation_has_to_become_ready_again() {
    at(0, progress(4, 4, new TreeMap<>()));
    scan.getMetadata().setGeneration(2L);
    Condition ready = get(at(5, progress(9, 4, new TreeMap<>())), "Ready");
    assertEquals(Status.FALSE, ready.status());
    assertEquals(2L, ready.observedGeneration());
  }

  @Test
  void stalled_takes_the_place_of_reconciling_and_goes_when_work_goes_on() {
    SortedMap<String, Instant> blocked = new TreeMap<>();
    blocked.put("node-1", T0);
    blocked.put("node-2", T0);
    List<Condition> stuck = at(60, progress(4, 0, blocked));
    assertFalse(has(stuck, "Reconciling"));
    assertEquals("AgentNotReady", get(stuck, "Stalled").reason());
    assertEquals(
        "No agent has been ready on node node-1 and 1 more since 2026-01-01T00:00:00Z. See why"
            + " with: kubectl get daemonset,pod -A -o wide -l app.kubernetes.io/name=imagescan",
        get(stuck, "Stalled").message());
    assertFalse(has(at(61, progress(4, 1, new TreeMap<>())), "Stalled"));
  }

  @Test
  void suspending_keeps_ready_as_it_was_and_resuming_goes_on() {
    at(0, progress(4, 4, new TreeMap<>()));
    Clock later = Clock.fixed(T0.plusSeconds(9), ZoneOffset.UTC);
    scan.getMetadata().setGeneration(2L);
    Condition suspended = get(keep(new Conditions(later).suspended(scan)), "Ready");
    assertEquals(Status.TRUE, suspended.status());
    assertEquals("Suspended", suspended.reason());
    assertEquals("2026-01-01T00:00:00Z", suspended.lastTransitionTime());
    scan.getMetadata().setGeneration(3L);
    assertEquals(Status.FALSE, get(at(10, progress(9, 4, new TreeMap<>())), "Ready").status());
  }

  @Test
  void a_scan_that_begins_suspended_is_not_ready() {
    Condition ready = get(new Conditions(Clock.fixed(T0, ZoneOffset.UTC)).suspended(scan), "Ready");
    assertEquals(Status.FALSE, ready.status());
  }
}
