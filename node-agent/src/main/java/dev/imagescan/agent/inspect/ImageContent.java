package dev.imagescan.agent.inspect;

import dev.imagescan.agent.packages.Package;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.State;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts what an image holds into the words of its report. The same content, the same words. */
final class ImageContent {

  static final int MAX_LICENSES = 100;
  private static final int MAX_ID = 256;

  private ImageContent() {}

  /** The report, with all packages: whoever writes it divides it into parts that can be stored. */
  static ImageReportStatus describe(RootContent content, String nodeName, String time) {
    Collection<Package> packages = ReportedPackages.distinct(content.catalogue().packages());
    List<LicenseCount> licenses = licenses(packages);
    Problems problems = Problems.of(content.catalogue());
    boolean truncated = licenses.size() > MAX_LICENSES || problems.truncated();
    return new ImageReportStatus(
        State.INSPECTED,
        null,
        null,
        nodeName,
        time,
        content.distribution().orElse(null),
        packages.size(),
        (int) packages.stream().filter(found -> found.license().known()).count(),
        licenses.stream().limit(MAX_LICENSES).toList(),
        ReportedLayers.of(content.layers(), packages),
        content.layers().unknown().map(ContainerFindings::bounded).orElse(null),
        packages.stream()
            .map(each -> ReportedPackages.of(each, content.distribution().orElse(null)))
            .toList(),
        null,
        problems.first(),
        truncated ? Boolean.TRUE : null);
  }

  static List<LicenseCount> licenses(Collection<Package> packages) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Package found : packages) {
      found.license().ids().forEach(id -> counts.merge(cut(id), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(count -> new LicenseCount(count.getKey(), count.getValue()))
        .sorted(
            Comparator.comparingInt(LicenseCount::packages)
                .reversed()
                .thenComparing(LicenseCount::id))
        .toList();
  }

  private static String cut(String id) {
    return id.length() <= MAX_ID ? id : id.substring(0, MAX_ID);
  }
}
