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
   * for in a new one.
   */
  public ContainerProcess open(String podUID, ContainerId container) throws IOException {
    try {
      return processes.open(index(Long.MAX_VALUE), podUID, container);
    } catch (NoProcessException e) {
      return processes.open(index(0), podUID, container);
    }
  }

  /**
   * The first process of a container that has been there for more than a second; one that is not in
   * the last pass has ended.
   *
   * @throws NoProcessException when it has ended
   */
  public ContainerProcess openOld(String podUID, ContainerId container) throws IOException {
    return processes.open(index(FRESH), podUID, container);
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
