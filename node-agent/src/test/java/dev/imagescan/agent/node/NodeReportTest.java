package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.hold.FakeNode;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeResult;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the agent does about its node's own report. */
@Timeout(30)
class NodeReportTest {

  private static final List<Inspection> BOTH = List.of(Inspection.PACKAGES, Inspection.MOUNTS);
  private static final String ROUND_1 = "2026-01-01T06:00:00Z";
  private static final String ROUND_2 = "2026-01-01T12:00:00Z";
  private static final String ROUND_3 = "2026-01-01T18:00:00Z";

  private final AtomicReference<NodeScan> plan = new AtomicReference<>();
  private final MemoryReports reports = new MemoryReports();
  private final ScriptedInspector inspector = new ScriptedInspector();
  private String nodeUid = "node-uid";
  private volatile Duration later = Duration.ZERO;
  private NodeAgent agent;
  private Thread loop;

  @AfterEach
  void stop() throws InterruptedException {
    agent.stop();
    loop.join(5_000);
    assertFalse(loop.isAlive(), "the agent could not be stopped");
    assertFalse(reports.toldTooEarly, "the status told of a report that was not there");
  }

  @Test
  void the_report_is_written_before_the_status_and_belongs_to_the_node() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    NodeResult result = reports.status.node();
    assertEquals(State.INSPECTED, result.state());
    assertEquals(BOTH, result.inspected());
    assertEquals(ROUND_1, result.inspectAfter());
    assertEquals(
        List.of("Node/node-1/node-uid"),
        reports.nodeReportOwners.stream().map(NodeReportTest::name).toList());
    assertEquals(1, inspector.nodeInspections.get());
  }

  @Test
  void a_later_round_reads_the_node_again_and_an_empty_list_keeps_the_report() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    plan(new PlannedNode(BOTH, ROUND_2));
    await(() -> ROUND_2.equals(reports.status.node().inspectAfter()));
    assertEquals(2, inspector.nodeInspections.get());
    plan(new PlannedNode(List.of(), null));
    await(() -> reports.status.observedGeneration() == plan.get().getMetadata().getGeneration());
    assertEquals(2, inspector.nodeInspections.get());
    assertEquals(ROUND_2, reports.status.node().inspectAfter());
    assertTrue(reports.nodeReport != null, "the report is gone");
  }

  @Test
  void a_report_that_nobody_wants_goes_after_the_status_has_forgotten_it() {
    plan(new PlannedNode(BOTH, null));
    start();
    await(() -> reports.status.node() != null);
    plan(null);
    await(() -> reports.nodeReport == null);
    assertEquals(null, reports.status.node());
  }

  @Test
  void what_an_earlier_agent_left_and_nobody_wants_is_deleted() {
    reports.nodeReport = NodeReportStatus.failed("IOError", "left over", ROUND_1);
    plan(null);
    start();
    await(() -> reports.nodeReport == null);
  }

  @Test
  void a_restarted_agent_reads_nothing_twice() {
    reports.nodeReport = NodeReportStatus.failed("IOError", "only its being there counts", ROUND_1);
    reports.nodeReportOwners = List.of(node("node-uid"));
    reports.status = new NodeScanStatus(0L, List.of(), List.of(), answered());
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.observedGeneration() == 1L);
    assertEquals(answered(), reports.status.node());
    assertEquals(0, inspector.nodeInspections.get());
  }

  @Test
  void a_report_that_was_lost_while_no_agent_ran_is_written_anew() {
    reports.status = new NodeScanStatus(0L, List.of(), List.of(), answered());
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.nodeReport != null && reports.status.observedGeneration() == 1L);
    assertEquals(1, inspector.nodeInspections.get());
  }

  @Test
  void a_report_that_an_earlier_node_of_this_name_left_is_written_anew() {
    reports.nodeReport = NodeReportStatus.failed("IOError", "of the earlier node", ROUND_1);
    reports.nodeReportOwners = List.of(node("earlier-uid"));
    reports.status = new NodeScanStatus(0L, List.of(), List.of(), answered());
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.nodeReport.state() == State.INSPECTED && reports.status.node() != null);
    assertEquals(List.of(node("node-uid")), reports.nodeReportOwners);
  }

  @Test
  void a_report_goes_over_to_a_node_that_was_created_anew_under_the_same_name() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    nodeUid = "later-uid";
    plan(new PlannedNode(BOTH, ROUND_1));
    await(() -> reports.nodeReportOwners.equals(List.of(node("later-uid"))));
    await(() -> reports.status.observedGeneration() == 2L && reports.status.node() != null);
    assertEquals(2, inspector.nodeInspections.get());
  }

  @Test
  void a_report_that_somebody_deletes_is_written_anew_some_minutes_later() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    reports.nodeReport = null;
    later = Duration.ofMinutes(6);
    agent.trigger();
    await(() -> reports.nodeReport != null && reports.nodeReportWrites.get() == 2);
    await(() -> reports.status.node() != null);
    assertEquals(2, inspector.nodeInspections.get());
  }

  @Test
  void a_look_for_the_report_that_is_not_answered_is_taken_for_nothing() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    reports.refusals.set(1);
    later = Duration.ofMinutes(6);
    agent.trigger();
    await(() -> reports.refusals.get() == 0);
    plan(new PlannedNode(BOTH, ROUND_1));
    await(() -> reports.status.observedGeneration() == 2L);
    assertEquals(State.INSPECTED, reports.status.node().state());
    assertEquals(1, inspector.nodeInspections.get(), "the node is read again for nothing");
  }

  @Test
  void the_report_of_a_failure_that_somebody_deletes_is_written_anew_too() {
    inspector.nodeFails = true;
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    reports.nodeReport = null;
    later = Duration.ofMinutes(6);
    agent.trigger();
    await(() -> reports.nodeReport != null);
    assertEquals("the disk is broken", reports.nodeReport.message());
  }

  @Test
  void a_round_that_finds_nothing_new_is_told_in_the_status_alone() {
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    plan(new PlannedNode(BOTH, ROUND_2));
    await(() -> ROUND_2.equals(reports.status.node().inspectAfter()));
    assertEquals(2, inspector.nodeInspections.get());
    assertEquals(1, reports.nodeReportWrites.get(), "the same report is written again");
    inspector.nodePackages = 2;
    plan(new PlannedNode(BOTH, ROUND_3));
    await(() -> ROUND_3.equals(reports.status.node().inspectAfter()));
    assertEquals(2, reports.nodeReport.packageCount());
  }

  @Test
  void a_node_that_cannot_be_read_says_why_and_is_tried_again_later() {
    inspector.nodeFails = true;
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    assertEquals("IOError", reports.status.node().reason());
    assertEquals("the disk is broken", reports.nodeReport.message());
    assertEquals(1, inspector.nodeInspections.get(), "it is tried again at once");
  }

  @Test
  void a_report_that_is_refused_is_told_as_a_failure_and_the_node_not_read_again_for_it() {
    reports.refuseNodeReport = true;
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    assertEquals("ReportRefused", reports.status.node().reason());
    reports.refuseNodeReport = false;
    await(() -> reports.status.node().state() == State.INSPECTED);
    assertEquals(1, inspector.nodeInspections.get());
  }

  @Test
  void what_the_api_server_did_not_take_is_written_later() {
    reports.refusals.set(4);
    plan(new PlannedNode(BOTH, ROUND_1));
    start();
    await(() -> reports.status.node() != null);
    assertEquals(1, inspector.nodeInspections.get());
  }

  private static NodeResult answered() {
    return new NodeResult(State.INSPECTED, BOTH, null, null, ROUND_1, "2026-01-01T06:00:05Z");
  }

  private static OwnerReference node(String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Node")
        .withName("node-1")
        .withUid(uid)
        .build();
  }

  private static String name(OwnerReference owner) {
    return owner.getKind() + "/" + owner.getName() + "/" + owner.getUid();
  }

  private void plan(PlannedNode node) {
    long generation = plan.get() == null ? 1 : plan.get().getMetadata().getGeneration() + 1;
    NodeScan scan = new NodeScan();
    scan.setMetadata(
        new ObjectMetaBuilder()
            .withName("node-1")
            .withGeneration(generation)
            .withOwnerReferences(node(nodeUid))
            .build());
    scan.setSpec(new NodeScanSpec(List.of(), List.of(), List.of(), List.of(), node));
    plan.set(scan);
    if (agent != null) {
      agent.trigger();
    }
  }

  private void start() {
    agent =
        new NodeAgent(
            () -> Optional.ofNullable(plan.get()),
            new Findings("node-1", reports, FaultPoints.NONE),
            inspector,
            new AgentMetrics(new SimpleMeterRegistry()),
            () -> Instant.now().plus(later),
            new Attempts.Limits(2, Duration.ofSeconds(2)),
            new Mounting(new FakeNode(), Optional.empty(), FaultPoints.NONE));
    loop = Thread.ofPlatform().daemon().start(agent::run);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError("the agent did not get there in time", e);
      }
    }
  }
}
