package dev.imagescan.agent.inject;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.inject.Scene.Container;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long it takes from the decision to the mount. */
@NeedsRoot
class LatencyTest {

  private static final int ROUNDS = 200;
  private static final Duration MOST = Duration.ofMillis(10);

  @TempDir private Path directory;

  @Test
  void a_mount_is_in_place_within_ten_milliseconds() throws Exception {
    try (Scene scene = new Scene(directory)) {
      Container source = scene.source();
      measure("plain container", source, scene.plain(), false);
      measure("user namespace, mapped", source, scene.inUserNamespace(), false);
      measure("user namespace, locked read-only", source, scene.inUserNamespace(), true);
    }
  }

  private static void measure(String what, Container source, Container target, boolean readOnly)
      throws Exception {
    Placement placement = new Placement("/data", readOnly, false, false);
    long[] times = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      PlacedMount placed = target.inject(source, "/volume", placement);
      times[round] = System.nanoTime() - start;
      target.remove("/data", placed);
    }
    Arrays.sort(times);
    Duration median = Duration.ofNanos(times[ROUNDS / 2]);
    System.out.printf(
        "%s: median %.2f ms, 99th percentile %.2f ms, of %d mounts%n",
        what, median.toNanos() / 1e6, times[ROUNDS * 99 / 100] / 1e6, ROUNDS);
    assertTrue(median.compareTo(MOST) < 0, what + ": the median mount took " + median);
  }
}
