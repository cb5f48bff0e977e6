package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ContainerResult;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.api.v1alpha1.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private static final PlannedContainer CONTAINER =
      new PlannedContainer(
          "shop",
          "web",
          "uid",
          "app",
          "containerd://1",
          "sha256-0",
          List.of(Inspection.DRIFT),
          null);

  @Test
  void a_result_names_the_kinds_of_findings_in_the_order_of_the_report() {
    ContainerResult result =
        result(
            List.of(
                new ReportFinding("SetuidAdded", Severity.CRITICAL, "it has"),
                new ReportFinding("ProgramAdded", Severity.MEDIUM, "it has")));
    assertEquals(List.of("SetuidAdded", "ProgramAdded"), result.findings());
  }

  @Test
  void without_findings_there_is_no_list() {
    assertNull(result(null).findings());
  }

  private static ContainerResult result(List<ReportFinding> findings) {
    ContainerReportStatus status =
        new ContainerReportStatus(
            State.INSPECTED,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            findings,
            null,
            null);
    return Results.of(new Outcome.OfContainer(CONTAINER, status), Instant.EPOCH);
  }
}
