package dev.imagescan.agent.process;

import java.io.IOException;
import java.time.Duration;

/**
 * Finds containers' processes with few passes over /proc: a pass serves all who ask, for as long as
 * what they ask for still runs. Any number of threads may use it at once.
 */
public final class RunningContainers {

  private static final long FRESH = Duration.ofSeconds(1).toNanos();

  private final Processes processes;
  private ProcessIndex index;
  private long scanned;

  /** Finds those of the given /proc, which stays the caller's to close. */
  public RunningContainers(Processes processes) {
    this.processes = processes;
  }

  /**
   * The container's first process, as the last pass has seen it, however long ago: it is the first
   * one for as long as it runs. One that the last pass has not seen, or that has ended, is looked
   * for among the processes that have come since, and then among all.
   */
  public ContainerProcess open(String podUID, ContainerId container) throws IOException {
    try {
      return processes.open(known(), podUID, container);
    } catch (NoProcessException unknown) {
      try {
        return processes.open(withNew(), podUID, container);
      } catch (NoProcessException stillUnknown) {
        return processes.open(complete(0), podUID, container);
      }
    }
  }

  /**
   * The first process of a container that has been there for more than a second; one that is not in
   * the last complete pass has ended.
   *
   * @throws NoProcessException when it has ended
   */
  public ContainerProcess openOld(String podUID, ContainerId container) throws IOException {
    try {
      return processes.open(known(), podUID, container);
    } catch (NoProcessException unknown) {
      ProcessIndex last = complete(FRESH);
      // When the process that it shows has ended, the container may have others.
      boolean shown = last.oldest(podUID, container).isPresent();
      return processes.open(shown ? complete(0) : last, podUID, container);
    }
  }

  /** Looks at all processes now, so that the next one who asks need not wait for it. */
  public void look() throws IOException {
    complete(0);
  }

  private synchronized ProcessIndex known() throws IOException {
    return index == null ? complete(0) : index;
  }

  private synchronized ProcessIndex withNew() throws IOException {
    index = processes.scan(known());
    return index;
  }

  private synchronized ProcessIndex complete(long maxAge) throws IOException {
    long now = System.nanoTime();
    if (index == null || now - scanned >= maxAge) {
      index = processes.scan();
      scanned = now;
    }
    return index;
  }
}
