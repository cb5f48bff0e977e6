import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.inspect.RootInspector;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Inspects a directory several times in one JVM and prints, as JSON, what a run takes once the JVM
 * is warm: medians of the runs after the first third.
 */
final class Warm {

  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  private record Cost(double wall, double cpu, int packages) {}

  private Warm() {}

  public static void main(String[] arguments) throws IOException {
    Path tree = Path.of(arguments[0]);
    int runs = Integer.parseInt(arguments[1]);
    List<Cost> costs = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      Cost cost = run(tree);
      System.err.printf(
          Locale.ROOT,
          "  warm %d: %.2f s, %.2f s CPU, %d packages%n",
          run + 1,
          cost.wall(),
          cost.cpu(),
          cost.packages());
      costs.add(cost);
    }
    List<Cost> warm = costs.subList(runs / 3, runs);
    System.out.printf(
        Locale.ROOT,
        "{\"wall\": %.4f, \"cpu\": %.4f, \"peak\": %d, \"runs\": %d}%n",
        median(warm.stream().map(Cost::wall).toList()),
        median(warm.stream().map(Cost::cpu).toList()),
        peak(),
        warm.size());
  }

  private static Cost run(Path tree) throws UnreadableException {
    long cpu = SYSTEM.getProcessCpuTime();
    long begin = System.nanoTime();
    RootContent content;
    try (Root root = ContainerRoot.below(tree, new Budget(Budget.Limits.DEFAULT))) {
      content = RootInspector.inspect(root);
    }
    return new Cost(
        seconds(System.nanoTime() - begin),
        seconds(SYSTEM.getProcessCpuTime() - cpu),
        content.catalogue().packages().size());
  }

  private static double seconds(long nanos) {
    return nanos / (double) Duration.ofSeconds(1).toNanos();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static long peak() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("/proc/self/status says no VmHWM");
  }
}
