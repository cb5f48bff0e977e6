package dev.imagescan.agent.fault;

import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Told of every {@link Step} that is reached. In an agent at work nobody listens; where the
 * environment variable {@value #VARIABLE} names a step, the process halts when it gets there, as if
 * killed with SIGKILL: no hook runs, nothing is flushed. A test sets the variable on the agents'
 * DaemonSet, and takes it away again, as every new process halts at that step once more.
 *
 * <p>May be called by any thread.
 */
@FunctionalInterface
public interface FaultPoints {

  /** The environment variable, which holds a step's name. */
  String VARIABLE = "IMAGESCAN_FAULT";

  /** What a process killed with SIGKILL ends with. */
  int KILLED = 137;

  /** Nobody listens. */
  FaultPoints NONE = _ -> {};

  /** A step was reached. */
  void reached(Step step);

  /**
   * What the environment asks for.
   *
   * @throws IllegalArgumentException when it names no step, with a sentence
   */
  static FaultPoints of(Map<String, String> environment) {
    String name = environment.getOrDefault(VARIABLE, "");
    if (name.isEmpty()) {
      return NONE;
    }
    Step fault =
        Arrays.stream(Step.values())
            .filter(step -> step.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        VARIABLE + " names one of " + Arrays.toString(Step.values())));
    Logger log = LoggerFactory.getLogger(FaultPoints.class);
    log.warn("{} is set: this agent kills itself at {}", VARIABLE, fault);
    return step -> {
      if (step == fault) {
        Runtime.getRuntime().halt(KILLED);
      }
    };
  }
}
