package dev.imagescan.operator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.ImageReportSpec;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.cluster.ImageReportView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final List<String> TEN =
      IntStream.range(0, 10).mapToObj(n -> "node-" + n).toList();

  private static ImageKey image(int number) {
    return new ImageKey("sha256:%064x".formatted(number), "linux", "amd64");
  }

  private static Demand ready(List<String> nodes) {
    return new Demand(new TreeSet<>(nodes), new TreeSet<>(), true, null);
  }

  private static String first(int number, List<String> nodes) {
    return Assignment.first(image(number), ready(nodes), NOW).orElseThrow().node();
  }

  private static ImageReportView report(String node, Instant until, ImageReportView.Status status) {
    ImageReportView report = new ImageReportView();
    report.setSpec(
        new ImageReportSpec(image(1).digest(), "linux", "amd64", "app:1", node, until.toString()));
    report.setStatus(status);
    return report;
  }

  private static ImageReportView unread(String node, Instant until) {
    return report(node, until, null);
  }

  private static ImageReportView.Status status(State state, Instant time) {
    return new ImageReportView.Status(state, "Why", "", "a", time.toString(), null, 1, null);
  }

  @Test
  void everyone_who_asks_gets_the_same_node() {
    List<String> backwards = TEN.reversed();
    IntStream.range(0, 100)
        .forEach(n -> assertEquals(first(n, TEN), first(n, backwards), "image " + n));
  }

  @Test
  void a_thousand_images_spread_evenly_over_ten_nodes() {
    Map<String, Integer> shares = new HashMap<>();
    IntStream.range(0, 1000).forEach(n -> shares.merge(first(n, TEN), 1, Integer::sum));
    assertEquals(10, shares.size(), () -> "nodes with a share: " + shares);
    shares.forEach(
        (node, share) ->
            assertTrue(share > 60 && share < 140, () -> node + " reads " + share + " of 1000"));
  }

  @Test
  void a_node_that_goes_moves_only_its_own_images() {
    List<String> nine = TEN.subList(0, 9);
    IntStream.range(0, 1000)
        .filter(n -> !first(n, TEN).equals("node-9"))
        .forEach(n -> assertEquals(first(n, TEN), first(n, nine), "image " + n + " moved"));
  }

  @Test
  void the_node_that_has_the_task_keeps_it_while_its_time_runs() {
    Instant until = NOW.plusSeconds(30);
    assertEquals(
        new Assignment.Keep(Optional.of(until)),
        Assignment.of(unread("node-3", until), ready(TEN), NOW, NOW));
  }

  @Test
  void another_node_gets_the_task_when_the_time_is_up() {
    Assignment.Assign next =
        assertInstanceOf(
            Assignment.Assign.class, Assignment.of(unread("node-3", NOW), ready(TEN), NOW, NOW));
    assertNotEquals("node-3", next.node());
    assertEquals(NOW.plus(Assignment.TERM), next.until());
  }

  @Test
  void another_node_gets_the_task_at_once_when_the_first_is_lost() {
    Demand demand =
        new Demand(new TreeSet<>(List.of("b")), new TreeSet<>(List.of("a")), true, null);
    assertEquals(
        new Assignment.Assign("b", NOW.plus(Assignment.TERM)),
        Assignment.of(unread("a", NOW.plusSeconds(90)), demand, NOW, NOW));
  }

  @Test
  void the_only_node_that_runs_the_image_goes_on_past_its_time_without_a_write() {
    assertEquals(
        new Assignment.Keep(Optional.of(NOW.plus(Assignment.TERM))),
        Assignment.of(unread("a", NOW.minusSeconds(1)), ready(List.of("a")), NOW, NOW));
  }

  @Test
  void an_image_that_was_read_is_never_given_away() {
    ImageReportView report = report("gone", NOW.minusSeconds(900), status(State.INSPECTED, NOW));
    assertEquals(
        new Assignment.Keep(Optional.empty()), Assignment.of(report, ready(TEN), NOW, NOW));
  }

  private static Demand inRound(Instant start) {
    return new Demand(new TreeSet<>(List.of("a", "b")), new TreeSet<>(), true, start);
  }

  @Test
  void a_failure_is_given_to_another_node_in_the_next_round_and_once_only() {
    Instant failed = NOW.minusSeconds(600);
    ImageReportView.Status status = status(State.FAILED, failed);
    Assignment next =
        Assignment.of(report("a", failed, status), inRound(NOW.minusSeconds(60)), NOW, NOW);
    assertEquals(new Assignment.Assign("b", NOW.plus(Assignment.TERM)), next);
    assertEquals(
        new Assignment.Keep(Optional.empty()),
        Assignment.of(
            report("b", NOW.plus(Assignment.TERM), status),
            inRound(NOW.minusSeconds(60)),
            NOW,
            NOW));
  }

  @Test
  void a_failure_of_a_node_that_no_longer_runs_the_image_is_given_to_another_at_once() {
    assertEquals(
        new Assignment.Assign("b", NOW.plus(Assignment.TERM)),
        Assignment.of(report("a", NOW, status(State.FAILED, NOW)), ready(List.of("b")), NOW, NOW));
  }

  @Test
  void a_failure_stays_where_it_is_within_its_round() {
    ImageReportView report =
        report("a", NOW.minusSeconds(600), status(State.FAILED, NOW.minusSeconds(60)));
    assertEquals(
        new Assignment.Keep(Optional.empty()),
        Assignment.of(report, inRound(NOW.minusSeconds(120)), NOW, NOW));
    assertEquals(
        new Assignment.Keep(Optional.empty()), Assignment.of(report, inRound(null), NOW, NOW));
  }

  @Test
  void an_unused_report_stays_for_a_minute() {
    Demand none = new Demand(new TreeSet<>(), new TreeSet<>(), false, null);
    ImageReportView report = report("a", NOW, status(State.INSPECTED, NOW));
    Instant since = NOW.minusSeconds(59);
    assertEquals(
        new Assignment.Keep(Optional.of(NOW.plusSeconds(1))),
        Assignment.of(report, none, since, NOW));
    assertEquals(new Assignment.Remove(), Assignment.of(report, none, NOW.minusSeconds(60), NOW));
  }

  @Test
  void a_report_that_only_suspended_scans_use_stays_and_is_given_to_nobody() {
    Demand suspended = new Demand(new TreeSet<>(), new TreeSet<>(), true, null);
    assertInstanceOf(Assignment.Keep.class, Assignment.of(unread("a", NOW), suspended, NOW, NOW));
  }

  @Test
  void a_time_that_somebody_wrote_wrongly_counts_as_past() {
    ImageReportView report = new ImageReportView();
    report.setSpec(
        new ImageReportSpec(image(1).digest(), "linux", "amd64", "app:1", "a", "tomorrow"));
    assertInstanceOf(
        Assignment.Assign.class, Assignment.of(report, ready(List.of("a", "b")), NOW, NOW));
  }
}
