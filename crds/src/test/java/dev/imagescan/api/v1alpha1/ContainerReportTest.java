package dev.imagescan.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContainerReportTest {

  @Test
  void a_report_is_named_after_pod_and_container() {
    assertEquals("web-0.app", ContainerReport.nameOf("web-0", "app"));
  }

  @Test
  void the_longest_names_fit_and_stay_apart() {
    String container = "c".repeat(63);
    String one = ContainerReport.nameOf("p".repeat(252) + "1", container);
    String other = ContainerReport.nameOf("p".repeat(252) + "2", container);
    assertTrue(one.length() <= 253, "Kubernetes takes no name of " + one.length() + " characters");
    assertNotEquals(one, other);
  }
}
