package dev.imagescan.agent.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageContentTest {

  private static final int MOST_THAT_ETCD_TAKES = 1_500_000;

  @Test
  void a_report_of_the_longest_names_is_small_enough_for_the_api_server() throws IOException {
    String version = "<".repeat(255);
    String name = "n".repeat(240);
    List<Package> packages =
        IntStream.range(0, 6000)
            .mapToObj(
                i ->
                    Package.of(PackageType.APK, name + i, version).source(name).license(license(i)))
            .toList();
    RootContent content =
        new RootContent(
            Optional.empty(),
            new Catalogue(packages, List.of(), false),
            ImageHistory.of(List.of()));
    ImageReportStatus status = ImageContent.describe(content, "node", "2026-01-02T03:04:05Z");
    // The API server's JSON has no bare angle brackets.
    String stored = new ObjectMapper().writeValueAsString(status).replace("<", "\\u003c");
    assertTrue(stored.length() < MOST_THAT_ETCD_TAKES, stored.length() + " bytes");
    assertEquals(6000, status.packageCount());
    assertEquals(Boolean.TRUE, status.truncated());
  }

  private static License license(int i) {
    return new License(("LicenseRef-" + "x".repeat(80) + i).repeat(5), License.Evidence.DECLARED);
  }
}
