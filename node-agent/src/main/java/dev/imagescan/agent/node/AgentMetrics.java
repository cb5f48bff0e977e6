package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What the agent counts: how many containers and images it read, with what outcome, how long. */
final class AgentMetrics {

  private final MeterRegistry registry;

  AgentMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (State state : State.values()) {
      timer("imagescan.container.inspections", state);
      timer("imagescan.image.reads", state);
    }
  }

  void containerInspected(State state, long nanos) {
    timer("imagescan.container.inspections", state).record(nanos, TimeUnit.NANOSECONDS);
  }

  void imageRead(State state, long nanos) {
    timer("imagescan.image.reads", state).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(String name, State state) {
    return registry.timer(name, "state", state.name().toLowerCase(Locale.ROOT));
  }
}
