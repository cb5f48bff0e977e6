package dev.imagescan.agent.drift;

import dev.imagescan.api.v1alpha1.Drift;
import java.io.IOException;

/**
 * A program that reads a container's drift as the agent does and tells what came of it. Its
 * arguments are the PIDs of the node's first process and of the container's.
 */
final class ReadDrift {

  private ReadDrift() {}

  public static void main(String[] pids) throws IOException {
    Drift drift = Drifting.read(Integer.parseInt(pids[0]), Integer.parseInt(pids[1])).drift();
    System.out.println("truncated " + drift.truncated());
    if (drift.entries() != null) {
      drift.entries().forEach(entry -> System.out.println(entry.change() + " " + entry.path()));
    }
  }
}
