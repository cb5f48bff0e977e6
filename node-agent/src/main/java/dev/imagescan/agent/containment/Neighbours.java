package dev.imagescan.agent.containment;

import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The containers of the node and their namespaces, read anew when asked after more than a moment.
 * Any number of threads may use it at once.
 */
final class Neighbours {

  private static final long FRESH = Duration.ofSeconds(2).toNanos();
  private static final int MOST = 2000;

  private final Processes processes;
  private List<Neighbour> last;
  private long read;

  Neighbours(Processes processes) {
    this.processes = processes;
  }

  /** All of them, the asker's own among them. */
  synchronized List<Neighbour> all() throws IOException {
    long now = System.nanoTime();
    if (last == null || now - read > FRESH) {
      List<Neighbour> found = new ArrayList<>();
      processes.eachFirst(
          processes.scan(),
          process -> {
            found.add(
                new Neighbour(
                    process.podUid().orElse(""),
                    process.containerId().orElse(""),
                    ProcessReader.namespaces(process)));
            return found.size() < MOST;
          });
      last = List.copyOf(found);
      // However long the pass took, it is fresh now.
      read = System.nanoTime();
    }
    return last;
  }
}
