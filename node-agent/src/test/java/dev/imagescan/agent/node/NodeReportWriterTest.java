package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeReportWriterTest {

  @Test
  void a_report_that_fits_is_written_as_it_is() {
    NodeReportStatus status = status(3000, "MIT");
    assertSame(status, NodeReportWriter.fitting(status));
  }

  @Test
  void one_that_is_too_large_loses_its_last_packages_and_says_so() {
    NodeReportStatus status = NodeReportWriter.fitting(status(5000, "MIT AND ".repeat(60) + "MIT"));
    assertTrue(StoredSize.of(status) <= 900 << 10, () -> StoredSize.of(status) + " bytes");
    assertTrue(status.packages().size() > 1000, () -> status.packages().size() + " packages");
    assertEquals("p0", status.packages().getFirst().name());
    assertEquals(5000, status.packageCount());
    assertEquals(Boolean.TRUE, status.truncated());
  }

  @Test
  void a_node_whose_packages_nobody_asked_for_has_none() {
    NodeReportStatus failed = NodeReportStatus.failed("IOError", "x", "2026-01-01T00:00:00Z");
    assertSame(failed, NodeReportWriter.fitting(failed));
  }

  private static NodeReportStatus status(int packages, String license) {
    List<ReportedPackage> list =
        IntStream.range(0, packages)
            .mapToObj(
                i ->
                    new ReportedPackage("deb", "p" + i, "1", null, null, license, null, null, null))
            .toList();
    return new NodeReportStatus(
        State.INSPECTED,
        null,
        null,
        "2026-01-01T00:00:00Z",
        null,
        null,
        null,
        packages,
        packages,
        List.of(),
        list,
        null,
        null,
        null,
        null);
  }
}
