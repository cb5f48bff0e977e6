package dev.imagescan.agent.inspect;

import dev.imagescan.agent.host.Host;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.Problem;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/**
 * A program that reads a node as the agent does and tells what came of it, one line a thing. Its
 * argument is the PID of the node's first process.
 */
final class ReadNode {

  private ReadNode() {}

  public static void main(String[] pids) throws Exception {
    List<Inspection> inspect = List.of(Inspection.PACKAGES, Inspection.MOUNTS);
    long started = System.nanoTime();
    try (Processes processes = Processes.ofHost()) {
      HostContent content =
          HostContent.read(
              processes, Integer.parseInt(pids[0]), inspect, new Budget(Host.FOR_THE_REST));
      NodeReportStatus status = NodeContent.describe(content, inspect, "now");
      System.out.println("state " + status.state());
      System.out.println("packages " + status.packageCount() + " " + status.packages().size());
      System.out.println("licensed " + status.licensedCount());
      System.out.println("mounts " + status.mounts().size() + " " + status.containerMounts());
      System.out.println("truncated " + status.truncated());
      content.runtimes().forEach(runtime -> System.out.println("runtime " + runtime));
      System.out.println("kernel " + status.kernel());
      for (Problem problem : status.problems() == null ? List.<Problem>of() : status.problems()) {
        System.out.println("problem " + problem);
      }
      long millis = (System.nanoTime() - started) / 1_000_000;
      long peak =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .map(MemoryPoolMXBean::getPeakUsage)
              .mapToLong(usage -> usage.getUsed())
              .sum();
      System.out.println("took " + millis + " ms, peak heap " + (peak >> 20) + " MB");
    }
  }
}
