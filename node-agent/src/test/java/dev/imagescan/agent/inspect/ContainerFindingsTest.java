package dev.imagescan.agent.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.Problem;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerFindingsTest {

  @Test
  void a_report_has_the_worst_finding_first_in_whatever_order_they_were_found() {
    ContainerFindings found = new ContainerFindings();
    found.add(finding(FindingKind.PROGRAM_ON_MOUNT));
    found.add(finding(FindingKind.PROGRAM_CHANGED));
    found.add(finding(FindingKind.HOST_PID));
    found.add(finding(FindingKind.SETUID_ADDED));
    assertEquals(
        List.of("SetuidAdded", "HostPid", "ProgramChanged", "ProgramOnMount"),
        found.inspected("now").findings().stream().map(ReportFinding::id).toList());
  }

  @Test
  void drift_that_cannot_be_told_is_absent_and_a_problem_says_why() {
    ContainerFindings found = new ContainerFindings();
    found.driftUnavailable("its root file system is of type btrfs, not overlay");
    ContainerReportStatus status = found.inspected("now");
    assertNull(status.drift());
    assertEquals(
        List.of(
            new Problem(
                "/",
                "DriftUnavailable",
                "what the container changed is not known: its root file system is of type btrfs,"
                    + " not overlay")),
        status.problems());
    assertEquals(List.of(new ReportFinding("DriftUnknown", Severity.LOW, null)), status.findings());
  }

  private static ReportFinding finding(FindingKind kind) {
    return new ReportFinding(kind.id(), kind.severity(), "it " + kind.predicate());
  }
}
