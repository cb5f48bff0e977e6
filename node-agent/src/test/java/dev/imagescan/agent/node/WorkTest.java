package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final String ROUND_1 = "2026-01-01T06:00:00Z";
  private static final String ROUND_2 = "2026-01-01T12:00:00Z";
  private static final List<Inspection> BOTH = List.of(Inspection.values());

  @Test
  void a_container_without_a_result_is_due() {
    assertEquals(List.of("a"), due(List.of(planned("a", BOTH, null)), Map.of()));
  }

  @Test
  void a_container_is_inspected_once_when_no_round_asks_for_more() {
    assertEquals(
        List.of(), due(List.of(planned("a", BOTH, null)), Map.of("a", inspected("a", BOTH, null))));
  }

  @Test
  void a_later_round_makes_it_due_again_and_an_earlier_one_does_not() {
    var answered = Map.of("a", inspected("a", BOTH, ROUND_1));
    assertEquals(List.of("a"), due(List.of(planned("a", BOTH, ROUND_2)), answered));
    assertEquals(List.of(), due(List.of(planned("a", BOTH, ROUND_1)), answered));
    assertEquals(
        List.of(),
        due(List.of(planned("a", BOTH, ROUND_1)), Map.of("a", inspected("a", BOTH, ROUND_2))));
  }

  @Test
  void an_inspection_that_was_not_asked_for_before_makes_it_due() {
    assertEquals(
        List.of("a"),
        due(
            List.of(planned("a", BOTH, null)),
            Map.of("a", inspected("a", List.of(Inspection.MOUNTS), null))));
  }

  @Test
  void containers_never_seen_come_before_repetitions() {
    assertEquals(
        List.of("b", "a"),
        due(
            List.of(planned("a", BOTH, ROUND_2), planned("b", BOTH, ROUND_2)),
            Map.of("a", inspected("a", BOTH, ROUND_1))));
  }

  @Test
  void a_suspended_container_keeps_its_result_and_is_not_inspected() {
    var results = Map.of("a", inspected("a", BOTH, null));
    Work work = decide(List.of(planned("a", List.of(), null)), results, Set.of(), new Retries());
    assertEquals(List.of(), work.inspect());
    assertEquals(results, work.results());
  }

  @Test
  void results_of_containers_that_are_no_longer_planned_are_dropped() {
    Work work = decide(List.of(), Map.of("a", inspected("a", BOTH, null)), Set.of(), new Retries());
    assertEquals(Map.of(), work.results());
  }

  @Test
  void what_is_under_way_is_not_started_again() {
    Work work = decide(List.of(planned("a", BOTH, null)), Map.of(), Set.of("a"), new Retries());
    assertEquals(List.of(), work.inspect());
  }

  @Test
  void a_failure_is_tried_again_after_its_wait_and_not_before() {
    Retries retries = new Retries();
    retries.failed("a", NOW);
    var results = Map.of("a", failed("a"));
    var plan = List.of(planned("a", BOTH, null));
    assertEquals(List.of(), decide(plan, results, Set.of(), retries).inspect());
    Work later =
        Work.decide(
            new NodeScanSpec(plan, List.of()),
            results,
            new Work.Underway(Set.of(), Set.of(), retries),
            NOW.plusSeconds(10));
    assertEquals(plan, later.inspect());
  }

  @Test
  void an_image_is_read_once() {
    NodeScanSpec plan = new NodeScanSpec(List.of(), List.of("sha256-1", "sha256-2"));
    Work work =
        Work.decide(
            plan, Map.of(), new Work.Underway(Set.of(), Set.of("sha256-1"), new Retries()), NOW);
    assertEquals(List.of("sha256-2"), work.images());
  }

  private static List<String> due(
      List<PlannedContainer> plan, Map<String, ContainerResult> results) {
    return decide(plan, results, Set.of(), new Retries()).inspect().stream()
        .map(PlannedContainer::containerID)
        .toList();
  }

  private static Work decide(
      List<PlannedContainer> plan,
      Map<String, ContainerResult> results,
      Set<String> underway,
      Retries retries) {
    return Work.decide(
        new NodeScanSpec(plan, List.of()),
        results,
        new Work.Underway(underway, Set.of(), retries),
        NOW);
  }

  static PlannedContainer planned(String id, List<Inspection> inspect, String inspectAfter) {
    return new PlannedContainer(
        "shop", "pod-" + id, "uid-" + id, "app", id, "sha256-1", inspect, inspectAfter);
  }

  private static ContainerResult inspected(
      String id, List<Inspection> inspected, String inspectAfter) {
    return new ContainerResult(
        id, State.INSPECTED, inspected, null, null, inspectAfter, NOW.toString(), null);
  }

  private static ContainerResult failed(String id) {
    return new ContainerResult(
        id, State.FAILED, BOTH, "ContainerNotFound", "no process", null, NOW.toString(), null);
  }
}
