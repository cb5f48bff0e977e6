package dev.imagescan.agent.inspect;

import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.purl.PackageUrls;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.LicenseEvidence;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts packages into the words of a report, where each is listed once, wherever it lies. */
final class ReportedPackages {

  private static final int MAX_ARCHITECTURE = 32;
  private static final int MAX_EXPRESSION = 512;
  private static final int MAX_ALSO = 8;
  private static final int MAX_URL = 512;

  private ReportedPackages() {}

  /** Each package once: in the lowest layer that has it, with a licence if it has one anywhere. */
  static Collection<Package> distinct(List<Package> packages) {
    Map<Package.Identity, Package> distinct = new LinkedHashMap<>();
    packages.forEach(each -> distinct.merge(each.identity(), each, ReportedPackages::both));
    return distinct.values();
  }

  private static Package both(Package first, Package other) {
    Package lower = first.inLayer(Math.min(first.layer(), other.layer()));
    return lower.license().known() ? lower : lower.license(other.license());
  }

  static ReportedPackage of(Package found, Distribution distribution) {
    License license = found.license();
    return new ReportedPackage(
        found.type().purlType(),
        found.name(),
        found.version(),
        found.architecture() == null ? null : cut(found.architecture()),
        Package.isPlain(found.source()) ? found.source() : null,
        license.known() ? bounded(license.expression()) : null,
        license.known() ? evidence(license.evidence()) : null,
        found.layer() < 0 ? null : found.layer(),
        found.also().stream()
            .map(other -> PackageUrls.of(other, distribution))
            .filter(url -> url.length() <= MAX_URL)
            .limit(MAX_ALSO)
            .toList());
  }

  private static String cut(String architecture) {
    return architecture.substring(0, Math.min(architecture.length(), MAX_ARCHITECTURE));
  }

  private static LicenseEvidence evidence(License.Evidence evidence) {
    return switch (evidence) {
      case DECLARED -> LicenseEvidence.DECLARED;
      case FILE -> LicenseEvidence.FILE;
      case TEXT -> LicenseEvidence.TEXT;
      case NONE -> null;
    };
  }

  /**
   * Half an expression would be another licence, so a long one ends by saying that there is more.
   */
  private static String bounded(String expression) {
    return expression.length() <= MAX_EXPRESSION
        ? expression
        : SpdxParser.parse(expression).map(e -> e.within(MAX_EXPRESSION).toString()).orElse(null);
  }
}
