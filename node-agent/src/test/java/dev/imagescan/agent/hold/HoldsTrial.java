package dev.imagescan.agent.hold;

import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** An agent's mounts with a clock that stands still, on a node that is not there, in one thread. */
final class HoldsTrial {

  static final String TARGET = "containerd://aaaaaaaaaaaa";
  static final String CARRIER = "containerd://bbbbbbbbbbbb";
  static final String OTHER_CARRIER = "containerd://cccccccccccc";
  static final String ID = "0123456789abcdef0123456789abcdef";

  /** Runs what it is given when it is started, and is dead afterwards. */
  static final ThreadFactory INLINE =
      work ->
          new Thread(work) {
            @Override
            public void start() {
              run();
            }
          };

  final FakeNode node = new FakeNode();
  final List<String> failures = new ArrayList<>();

  /** What the API server has. */
  List<MountResult> status = List.of();

  boolean takesWrites = true;
  int writesAhead;
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private FaultPoints faults = FaultPoints.NONE;
  private Holds holds;
  private Optional<String> disabled = Optional.empty();

  HoldsTrial() {
    node.run(TARGET);
    node.run(CARRIER);
    node.run(OTHER_CARRIER);
    startAgent(FaultPoints.NONE);
  }

  /** Forgets the agent there is, and starts another from the status. */
  void startAgent(FaultPoints next) {
    faults = next;
    node.faults(next);
    holds = new Holds(new Mounting(node, disabled, next), new Meter(), () -> now, () -> {}, INLINE);
    holds.startFrom(status);
  }

  void mayNotInject() {
    disabled = Optional.of("ask the administrator");
    startAgent(FaultPoints.NONE);
  }

  /** Works on until nothing happens any more, and what is to be looked at was looked at. */
  void settle(PlannedMount... plan) {
    for (int i = 0; i < 4; i++) {
      rounds(plan);
      now = now.plus(HeldMounts.SEEN_LASTS);
    }
    rounds(plan);
  }

  /** Works on until nothing happens any more, while the clock stands still. */
  void rounds(PlannedMount... plan) {
    for (int i = 0; i < 150; i++) {
      holds.step(List.of(plan), this::writeAhead);
      faults.reached(Step.BEFORE_STATUS);
      status = holds.entries();
      faults.reached(Step.AFTER_STATUS);
    }
  }

  private boolean writeAhead(List<MountResult> entries) {
    writesAhead++;
    if (takesWrites) {
      status = entries;
    }
    return takesWrites;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  MountResult entry() {
    return status.stream()
        .filter(entry -> entry.planned().id().equals(ID))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the mount is not in the status: " + status));
  }

  List<String> devices() {
    return node.devicesAt(TARGET, "/data");
  }

  FakeNode.Container target() {
    return node.containers.get(TARGET);
  }

  static PlannedMount planned() {
    return planned(ID, TARGET, CARRIER, false);
  }

  static PlannedMount replaced() {
    return planned(ID, TARGET, OTHER_CARRIER, false);
  }

  static PlannedMount planned(String id, String target, String source, boolean readOnly) {
    return new PlannedMount(
        id,
        "shop/tools",
        "web-0",
        "pod-uid",
        "app",
        target,
        "/data",
        readOnly,
        true,
        new MountSource("carrier-uid", source, "/mounts/0"));
  }

  private final class Meter implements MountMeter {
    @Override
    public void mounted(long nanos) {}

    @Override
    public void failed(String reason) {
      failures.add(reason);
    }

    @Override
    public void held(Map<MountState, Long> count) {}
  }
}
