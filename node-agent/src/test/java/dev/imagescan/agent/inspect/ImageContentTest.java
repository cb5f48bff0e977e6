package dev.imagescan.agent.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.image.ImageHistory;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageContentTest {

  @Test
  void a_description_holds_all_packages_whoever_writes_it_divides_it() {
    List<Package> packages =
        IntStream.range(0, 6000)
            .mapToObj(i -> Package.of(PackageType.APK, "name" + i, "1").license(license(i)))
            .toList();
    RootContent content =
        new RootContent(
            Optional.empty(),
            new Catalogue(packages, List.of(), false),
            ImageHistory.of(List.of()));
    ImageReportStatus status = ImageContent.describe(content, "node", "2026-01-02T03:04:05Z");
    assertEquals(6000, status.packages().size());
    assertEquals(6000, status.packageCount());
    assertEquals(Boolean.TRUE, status.truncated());
  }

  private static License license(int i) {
    return new License(("LicenseRef-" + "x".repeat(80) + i).repeat(5), License.Evidence.DECLARED);
  }
}
