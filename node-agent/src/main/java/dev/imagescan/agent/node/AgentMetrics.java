package dev.imagescan.agent.node;

import dev.imagescan.agent.hold.MountMeter;
import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the agent counts: how many containers and images and how often the node it read, with what
 * outcome, how long.
 */
final class AgentMetrics implements MountMeter {

  private final MeterRegistry registry;
  private final Map<MountState, AtomicLong> mounts = new EnumMap<>(MountState.class);

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (State state : State.values()) {
      timer("imagescan.container.inspections", state);
      timer("imagescan.image.reads", state);
      timer("imagescan.node.inspections", state);
    }
    for (MountState state : MountState.values()) {
      mounts.put(state, gauge(state));
    }
  }

  private AtomicLong gauge(MountState state) {
    return registry.gauge(
        "imagescan.mounts",
        List.of(Tag.of("state", state.name().toLowerCase(Locale.ROOT))),
        new AtomicLong());
  }

  @Override
  public void mounted(long nanos) {
    Timer.builder("imagescan.mount.duration")
        .publishPercentiles(0.5, 0.99)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failed(String reason) {
    registry.counter("imagescan.mount.failures", "reason", reason).increment();
  }

  @Override
  public void held(Map<MountState, Long> count) {
    count.forEach((state, number) -> mounts.get(state).set(number));
  }

  void containerInspected(State state, long nanos) {
    timer("imagescan.container.inspections", state).record(nanos, TimeUnit.NANOSECONDS);
  }

  void nodeInspected(State state, long nanos) {
    timer("imagescan.node.inspections", state).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts what an inspector reads by itself. */
  void follow(Inspector inspector) {
    FunctionCounter.builder("imagescan.containers.read", inspector, Inspector::readFromContainer)
        .tag("source", "container")
        .register(registry);
    FunctionCounter.builder("imagescan.containers.read", inspector, Inspector::knownFromImage)
        .tag("source", "image")
        .register(registry);
  }

  void imageRead(State state, long nanos) {
    timer("imagescan.image.reads", state).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String name, State state) {
    return registry.timer(name, "state", state.name().toLowerCase(Locale.ROOT));
  }
}
