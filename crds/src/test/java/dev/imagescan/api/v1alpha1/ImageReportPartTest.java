package dev.imagescan.api.v1alpha1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ImageReportPartTest {

  private static final String REPORT = "sha256-" + "0".repeat(64) + "-linux-amd64";

  @Test
  void a_part_is_named_after_its_report_its_node_and_its_number() {
    assertEquals(REPORT + "-node-1-2", ImageReportPart.nameOf(REPORT, "node-1", 2));
  }

  @Test
  void the_longest_names_of_nodes_fit_and_stay_apart() {
    String one = ImageReportPart.nameOf(REPORT, "n".repeat(252) + "1", 8);
    String other = ImageReportPart.nameOf(REPORT, "n".repeat(252) + "2", 8);
    assertTrue(one.length() <= 253, "Kubernetes takes no name of " + one.length() + " characters");
    assertNotEquals(one, other);
  }
}
