package dev.imagescan.agent.inspect;

import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Puts what an image holds into the words of its report. The same content, the same words. */
final class ImageContent {

  private static final int MAX_PACKAGES = 5000;
  private static final int MAX_LICENSES = 100;
  private static final int MAX_TEXT = 256;
  private static final int MAX_EXPRESSION = 512;
  // etcd takes 1.5 MiB at most, and a report that it refuses would be tried again for ever.
  private static final int MAX_BYTES = 1 << 20;
  private static final int FIELD_NAMES = 100;

  private static final Pattern OPERATORS = Pattern.compile(" (AND|OR) ");
  private static final Pattern BRACKETS = Pattern.compile("[()]");

  private ImageContent() {}

  static ImageReportStatus describe(RootContent content, String nodeName, String time) {
    List<Package> packages = content.catalogue().packages();
    List<LicenseCount> licenses = licenses(packages);
    Problems problems = Problems.of(content.catalogue());
    List<ReportedPackage> reported = first(packages);
    boolean truncated =
        packages.size() > reported.size() || licenses.size() > MAX_LICENSES || problems.truncated();
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
        reported,
        problems.first(),
        truncated ? Boolean.TRUE : null);
  }

  /** As many as the API and etcd take. */
  private static List<ReportedPackage> first(List<Package> packages) {
    List<ReportedPackage> first = new ArrayList<>();
    int left = MAX_BYTES;
    for (Package found : packages) {
      ReportedPackage next = reported(found);
      left -= FIELD_NAMES + bytes(next.name()) + bytes(next.version());
      left -= bytes(next.source()) + bytes(next.license());
      if (left < 0 || first.size() == MAX_PACKAGES) {
        break;
      }
      first.add(next);
    }
    return first;
  }

  /** As the API server stores a text, which writes some characters as an escape of six bytes. */
  private static int bytes(String text) {
    if (text == null) {
      return 0;
    }
    int escapes = (int) text.chars().filter(c -> "<>&\"\\".indexOf(c) >= 0).count();
    return text.getBytes(StandardCharsets.UTF_8).length + 5 * escapes;
  }

  private static ReportedPackage reported(Package found) {
    return new ReportedPackage(
        found.type().purlType(),
        cut(found.name(), MAX_TEXT),
        cut(found.version(), MAX_TEXT),
        found.architecture() == null ? null : cut(found.architecture(), 32),
        found.source() == null ? null : cut(found.source(), MAX_TEXT),
        found.license().known() ? bounded(found.license().expression()) : null);
  }

  /**
   * Half an expression would be another licence, so a long one ends by saying that there is more.
   */
  private static String bounded(String expression) {
    return expression.length() <= MAX_EXPRESSION
        ? expression
        : SpdxParser.parse(expression).map(e -> e.within(MAX_EXPRESSION).toString()).orElse(null);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  private static List<LicenseCount> licenses(List<Package> packages) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Package found : packages) {
      OPERATORS
          .splitAsStream(found.license().expression())
          .map(part -> BRACKETS.matcher(part).replaceAll("").strip().split(" ")[0])
          .distinct()
          .forEach(id -> counts.merge(cut(id, MAX_TEXT), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(count -> new LicenseCount(count.getKey(), count.getValue()))
        .sorted(
            Comparator.comparingInt(LicenseCount::packages)
                .reversed()
                .thenComparing(LicenseCount::id))
        .toList();
  }
}
