package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.api.v1alpha1.ImageReportPartStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicenseEvidence;
import dev.imagescan.api.v1alpha1.ReportedLayer;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportPartsTest {

  private static final int MOST_THAT_ETCD_TAKES = 1_500_000;
  private static final String LONG = "<".repeat(256);

  private static ReportedPackage small(int number) {
    return new ReportedPackage(
        "npm", "p" + number, "1.0." + number, null, null, "MIT", LicenseEvidence.DECLARED, 0, null);
  }

  private static ReportedPackage large(int number) {
    return new ReportedPackage(
        "npm", number + LONG, LONG, LONG, LONG, LONG, LicenseEvidence.TEXT, 127, List.of(LONG));
  }

  private static ImageReportStatus status(List<ReportedPackage> packages) {
    return new ImageReportStatus(
        State.INSPECTED,
        null,
        null,
        "node",
        "2026-01-02T03:04:05Z",
        null,
        packages.size(),
        packages.size(),
        null,
        Collections.nCopies(128, new ReportedLayer(LONG, LONG, 1)),
        null,
        packages,
        null,
        null,
        null);
  }

  private static List<ReportedPackage> all(ReportParts divided) {
    List<ReportedPackage> all = new ArrayList<>(divided.first());
    divided.parts().forEach(all::addAll);
    return all;
  }

  /** The API server's JSON has no bare angle brackets. */
  private static int stored(Object content) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(content).replace("<", "\\u003c").length();
  }

  @Test
  void an_ordinary_image_has_no_parts() {
    List<ReportedPackage> packages = IntStream.range(0, 5000).mapToObj(i -> small(i)).toList();
    ReportParts divided = ReportParts.of(status(packages));
    assertEquals(packages, divided.first());
    assertEquals(List.of(), divided.parts());
    assertFalse(divided.cut());
  }

  @Test
  void no_object_lists_more_than_5000_packages_and_none_is_lost() {
    List<ReportedPackage> packages = IntStream.range(0, 12_001).mapToObj(i -> small(i)).toList();
    ReportParts divided = ReportParts.of(status(packages));
    assertEquals(List.of(5000, 2001), divided.parts().stream().map(List::size).toList());
    assertEquals(packages, all(divided));
    assertFalse(divided.cut());
  }

  @Test
  void every_object_is_small_enough_for_etcd_however_long_names_are() throws Exception {
    List<ReportedPackage> packages = IntStream.range(0, 600).mapToObj(i -> large(i)).toList();
    ImageReportStatus status = status(packages);
    ReportParts divided = ReportParts.of(status);
    int first = stored(status.with(divided.first(), List.of("r".repeat(253)), false));
    assertTrue(first < MOST_THAT_ETCD_TAKES, () -> "the report has " + first + " bytes");
    for (List<ReportedPackage> part : divided.parts()) {
      int bytes = stored(new ImageReportPartStatus(part));
      assertTrue(bytes < MOST_THAT_ETCD_TAKES, () -> "a part has " + bytes + " bytes");
    }
    assertEquals(packages, all(divided));
  }

  @Test
  void what_even_the_last_part_does_not_hold_is_left_out_and_that_is_told() {
    List<ReportedPackage> packages = IntStream.range(0, 50_000).mapToObj(i -> small(i)).toList();
    ReportParts divided = ReportParts.of(status(packages));
    assertTrue(divided.cut(), "a reader must be told that packages are missing");
    assertEquals(packages.subList(0, 45_000), all(divided));
  }

  @Test
  void the_same_packages_are_divided_in_the_same_way() {
    List<ReportedPackage> packages = IntStream.range(0, 9000).mapToObj(i -> small(i)).toList();
    assertEquals(ReportParts.of(status(packages)), ReportParts.of(status(packages)));
  }
}
