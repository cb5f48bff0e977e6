package dev.imagescan.operator.health;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times reconciliations, and notes which run, to tell a stuck process from one that is busy: every
 * request has a deadline of seconds, so none of them takes minutes.
 */
final class Runs implements Metrics {

  private static final Duration STUCK = Duration.ofMinutes(5);

  private final MeterRegistry registry;
  private final Map<Thread, Long> started = new ConcurrentHashMap<>();

  Runs(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    Timer.Sample sample = Timer.start(registry);
    started.put(Thread.currentThread(), System.nanoTime());
    String outcome = "error";
    try {
      T result = execution.execute();
      outcome = "success";
      return result;
    } finally {
      started.remove(Thread.currentThread());
      sample.stop(timer(execution.controllerName(), outcome));
    }
  }

  private Timer timer(String controller, String outcome) {
    return Timer.builder("imagescan.reconcile")
        .description("How long reconciliations took, by controller and outcome.")
        .tag("controller", controller)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Whether no reconciliation is stuck. */
  boolean alive() {
    long now = System.nanoTime();
    return started.values().stream().allMatch(start -> now - start < STUCK.toNanos());
  }
}
