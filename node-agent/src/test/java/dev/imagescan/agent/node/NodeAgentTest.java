package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.hold.FakeNode;
import dev.imagescan.agent.hold.MountFailure;
import dev.imagescan.agent.hold.Mounter;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.agent.hold.Seen;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeAgentTest {

  private static final List<Inspection> BOTH = List.of(Inspection.values());

  private final AtomicReference<NodeScan> plan = new AtomicReference<>();
  private final MemoryReports reports = new MemoryReports();
  private final ScriptedInspector inspector = new ScriptedInspector();
  private static final PlannedMount MOUNT =
      new PlannedMount(
          "m",
          "shop/tools",
          "web-0",
          "pod-uid",
          "app",
          "containerd://aaaaaaaaaaaa",
          "/data",
          true,
          true,
          new MountSource("carrier-uid", "containerd://bbbbbbbbbbbb", "/mounts/0"));

  private Mounter mounter = new FakeNode();
  private NodeAgent agent;
  private Thread loop;

  @AfterEach
  void stop() throws InterruptedException {
    agent.stop();
    loop.join(5_000);
    assertTrue(!loop.isAlive(), "the agent could not be stopped");
  }

  @Test
  void every_planned_container_gets_a_report_and_a_result() {
    plan(1, List.of(WorkTest.planned("a", BOTH, null), WorkTest.planned("b", BOTH, null)));
    start();
    await(() -> reports.results().size() == 2);
    assertEquals(
        List.of("shop/pod-a.app", "shop/pod-b.app"),
        reports.containers.keySet().stream().sorted().toList());
  }

  @Test
  void a_container_that_hangs_is_given_up_and_holds_up_nobody() {
    inspector.hanging.add("a");
    plan(1, List.of(WorkTest.planned("a", BOTH, null), WorkTest.planned("b", BOTH, null)));
    start();
    await(() -> reports.results().size() == 2);
    assertEquals(State.INSPECTED, reports.result("b").state());
    assertEquals("Stuck", reports.result("a").reason());
    inspector.release.countDown();
  }

  @Test
  void an_exception_in_an_inspection_fails_this_container_only() {
    inspector.broken.add("a");
    plan(1, List.of(WorkTest.planned("a", BOTH, null), WorkTest.planned("b", BOTH, null)));
    start();
    await(() -> reports.results().size() == 2);
    assertEquals("InternalError", reports.result("a").reason());
    assertEquals(State.INSPECTED, reports.result("b").state());
  }

  @Test
  void reports_that_no_scan_wants_any_more_are_deleted_those_of_an_earlier_agent_too() {
    reports.containers.put("shop/left-over.app", inspected());
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    start();
    await(() -> reports.containers.keySet().equals(java.util.Set.of("shop/pod-a.app")));
    plan(2, List.of());
    await(() -> reports.containers.isEmpty() && reports.results().isEmpty());
  }

  @Test
  void a_status_never_tells_of_a_report_that_is_deleted() {
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    start();
    await(() -> reports.results().size() == 1);
    plan(2, List.of());
    await(() -> reports.containers.isEmpty());
    assertEquals(List.of(), reports.stillPromised);
  }

  @Test
  void reports_are_deleted_when_the_nodescan_is() {
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    start();
    await(() -> reports.results().size() == 1);
    plan.set(null);
    agent.trigger();
    await(() -> reports.containers.isEmpty());
  }

  @Test
  void a_restarted_agent_goes_on_from_the_status_and_inspects_nothing_twice() {
    ContainerResult done =
        new ContainerResult(
            "a", State.INSPECTED, BOTH, null, null, null, "2026-01-01T00:00:00Z", null);
    plan(1, List.of(WorkTest.planned("a", BOTH, null), WorkTest.planned("b", BOTH, null)));
    reports.status = new NodeScanStatus(1L, List.of(done));
    start();
    await(() -> reports.results().size() == 2);
    assertEquals(List.of("b"), inspector.inspected);
    assertEquals(done, reports.result("a"));
  }

  @Test
  void what_the_api_server_did_not_take_is_written_later() {
    reports.refusals.set(3);
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    start();
    await(() -> reports.results().size() == 1);
    assertEquals(List.of("a"), inspector.inspected);
  }

  @Test
  void a_nodescan_that_was_made_anew_is_told_everything_again() {
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    start();
    await(() -> reports.results().size() == 1);
    reports.status = new NodeScanStatus(0L, List.of());
    plan.get().getMetadata().setUid("another");
    agent.trigger();
    await(() -> reports.results().size() == 1);
    assertEquals(List.of("a"), inspector.inspected);
  }

  @Test
  void an_image_is_read_below_the_containers_that_name_it() {
    plan(1, List.of(WorkTest.planned("a", BOTH, null)), List.of("sha256-1"));
    start();
    await(() -> reports.images.containsKey("sha256-1"));
    assertEquals(State.INSPECTED, reports.images.get("sha256-1").state());
  }

  @Test
  void a_planned_mount_is_made_and_its_entry_is_written_before_it_is_seen() {
    AtomicReference<MountState> atPlacing = new AtomicReference<>();
    mounter =
        new Watched() {
          @Override
          public PlacedMount place(PlannedMount planned, Prepared prepared) throws MountFailure {
            atPlacing.set(reports.status.mounts().getFirst().state());
            return super.place(planned, prepared);
          }
        };
    plan(1, List.of());
    plan.get().setSpec(new NodeScanSpec(List.of(), List.of(), List.of(MOUNT), null));
    start();
    await(() -> reports.mountStates().equals(List.of(MountState.MOUNTED)));
    assertEquals(MountState.MOUNTING, atPlacing.get());
    plan(2, List.of());
    await(() -> reports.mountStates().isEmpty());
  }

  @Test
  void a_restarted_agent_removes_what_an_earlier_one_mounted_and_nobody_wants() {
    mounter = new Watched();
    PlacedMount placed = new PlacedMount(1L, List.of("7"), "0:1", "/", true, List.of());
    reports.status =
        new NodeScanStatus(
            1L,
            List.of(),
            List.of(
                new MountResult(
                    MOUNT, MountState.MOUNTED, null, null, "2026-01-01T00:00:00Z", placed)));
    plan(2, List.of());
    start();
    await(() -> reports.mountStates().isEmpty());
    assertEquals(2L, reports.status.observedGeneration());
  }

  @Test
  void a_mount_that_hangs_stops_neither_the_loop_nor_inspections() {
    CountDownLatch release = new CountDownLatch(1);
    mounter =
        new Watched() {
          @Override
          public Prepared detach(PlannedMount planned) throws MountFailure {
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new MountFailure("SourceMissing", "it came back at last");
          }
        };
    plan(1, List.of(WorkTest.planned("a", BOTH, null)));
    plan.get()
        .setSpec(
            new NodeScanSpec(plan.get().getSpec().containers(), List.of(), List.of(MOUNT), null));
    start();
    await(() -> reports.results().size() == 1);
    assertTrue(agent.isAlive(), "the loop stands still");
    assertEquals(List.of(), reports.mountStates());
    release.countDown();
    await(() -> reports.mountStates().equals(List.of(MountState.FAILED)));
  }

  /** Containers that are always there. */
  private static class Watched implements Mounter {
    private final FakeNode node = new FakeNode();

    Watched() {
      node.run(MOUNT.containerID());
      node.run(MOUNT.source().containerID());
    }

    @Override
    public void release(ReleasedCarrier carrier) {
      node.release(carrier);
    }

    @Override
    public Prepared detach(PlannedMount planned) throws MountFailure {
      return node.detach(planned);
    }

    @Override
    public PlacedMount place(PlannedMount planned, Prepared prepared) throws MountFailure {
      return node.place(planned, prepared);
    }

    @Override
    public PlacedMount replace(PlannedMount planned, Prepared prepared, PlacedMount old)
        throws MountFailure {
      return node.replace(planned, prepared, old);
    }

    @Override
    public Seen look(MountResult held) throws MountFailure {
      return node.look(held);
    }

    @Override
    public Optional<Obstacle> remove(MountResult held, boolean last) throws MountFailure {
      return node.remove(held, last);
    }

    @Override
    public void clear(MountResult held) throws MountFailure {
      node.clear(held);
    }

    @Override
    public void makeReadOnly(MountResult held) throws MountFailure {
      node.makeReadOnly(held);
    }
  }

  private void plan(long generation, List<PlannedContainer> containers) {
    plan(generation, containers, List.of());
  }

  private void plan(long generation, List<PlannedContainer> containers, List<String> images) {
    NodeScan scan = new NodeScan();
    scan.setMetadata(new ObjectMetaBuilder().withName("node-1").withGeneration(generation).build());
    scan.setSpec(new NodeScanSpec(containers, images));
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
            InstantSource.system(),
            new Attempts.Limits(2, Duration.ofSeconds(2)),
            new Mounting(mounter, Optional.empty(), FaultPoints.NONE));
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

  private static ContainerReportStatus inspected() {
    return new ContainerReportStatus(
        State.INSPECTED, null, null, null, null, null, null, null, null, null);
  }
}
