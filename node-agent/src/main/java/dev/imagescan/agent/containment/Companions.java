package dev.imagescan.agent.containment;

import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Members;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.time.Duration;

/**
 * Finds the processes of containers with one pass over /proc for all who ask within a moment. Any
 * number of threads may use it at once.
 */
final class Companions {

  private static final long FRESH = Duration.ofMillis(500).toNanos();

  private final Processes processes;
  private Members last;
  private long read;

  Companions(Processes processes) {
    this.processes = processes;
  }

  /** Goes over the processes of the container that one of them is in, if it is in one. */
  void eachBeside(ContainerProcess one, Processes.Visitor visitor) throws IOException {
    processes.eachBeside(with(one), one, visitor);
  }

  private synchronized Members with(ContainerProcess one) throws IOException {
    if (last == null || System.nanoTime() - read > FRESH || !last.have(one)) {
      last = processes.members();
      read = System.nanoTime();
    }
    return last;
  }
}
