package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeRuntime;
import dev.imagescan.api.v1alpha1.RuntimeStorage;
import dev.imagescan.api.v1alpha1.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When two reports of a node say the same. */
class ReportDigestTest {

  private static final long GIB = 1L << 30;

  private static ReportDigest digest(String time, int packages, Long capacity, Long available) {
    return ReportDigest.of(
        new NodeReportStatus(
            State.INSPECTED,
            null,
            null,
            time,
            null,
            null,
            List.of(
                new NodeRuntime(
                    "containerd",
                    null,
                    null,
                    null,
                    List.of(
                        new RuntimeStorage(
                            "/var/lib/containerd", "xfs", "/dev/sdb", capacity, available)))),
            packages,
            0,
            null,
            null,
            null,
            null,
            null,
            null));
  }

  @Test
  void the_time_does_not_count_and_everything_else_does() {
    assertEquals(digest("now", 1, 64 * GIB, 8 * GIB), digest("later", 1, 64 * GIB, 8 * GIB));
    assertNotEquals(digest("now", 1, 64 * GIB, 8 * GIB), digest("now", 2, 64 * GIB, 8 * GIB));
    assertNotEquals(digest("now", 1, 64 * GIB, 8 * GIB), digest("now", 1, 65 * GIB, 8 * GIB));
  }

  @Test
  void free_space_counts_by_64ths_of_the_disk() {
    ReportDigest before = digest("now", 1, 64 * GIB, 8 * GIB);
    assertEquals(before, digest("now", 1, 64 * GIB, 9 * GIB - 1));
    assertNotEquals(before, digest("now", 1, 64 * GIB, 9 * GIB));
    assertNotEquals(before, digest("now", 1, 64 * GIB, 8 * GIB - 1));
  }

  @Test
  void a_disk_without_a_size_is_compared_as_it_is() {
    assertEquals(digest("now", 1, null, 1L), digest("now", 1, null, 1L));
    assertNotEquals(digest("now", 1, null, 1L), digest("now", 1, null, 2L));
    assertNotEquals(digest("now", 1, 0L, 1L), digest("now", 1, 0L, 2L));
    assertEquals(digest("now", 1, 5L, null), digest("now", 1, 5L, null));
  }
}
