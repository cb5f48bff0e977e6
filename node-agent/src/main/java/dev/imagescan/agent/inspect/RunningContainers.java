package dev.imagescan.agent.inspect;

import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.ProcessIndex;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.time.Duration;

/**
 * Finds containers' processes with few passes over /proc: a pass serves all who ask within a
 * second. Any number of threads may use it at once.
 */
final class RunningContainers {

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Processes processes;
  private ProcessIndex index;
  private long scanned;

  RunningContainers(Processes processes) {
    this.processes = processes;
  }

  /** The container's first process; one that is not in the last pass is looked for in a new one. */
  ContainerProcess open(String podUID, ContainerId container) throws IOException {
    try {
      return processes.open(index(FRESH), podUID, container);
    } catch (NoProcessException e) {
      return processes.open(index(0), podUID, container);
    }
  }

  private synchronized ProcessIndex index(long maxAge) throws IOException {
    long now = System.nanoTime();
    if (index == null || now - scanned >= maxAge) {
      index = processes.scan();
      scanned = now;
    }
    return index;
  }
}
