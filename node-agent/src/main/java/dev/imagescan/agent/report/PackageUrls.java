package dev.imagescan.agent.report;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURLBuilder;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.regex.Pattern;

/**
 * Names packages the way vulnerability databases do.
 *
 * @see <a href="https://github.com/package-url/purl-spec">Package URL specification</a>
 */
final class PackageUrls {

  /** What may stand in a URL for a distribution; its os-release file may say anything. */
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  private PackageUrls() {}

  /**
   * The package's URL, with the distribution's version among its qualifiers.
   *
   * @param distribution may be null; the URL then names the package manager's home
   */
  static String of(Package found, Distribution distribution) {
    String id =
        distribution != null && ID.matcher(distribution.id()).matches() ? distribution.id() : null;
    PackageURLBuilder builder =
        PackageURLBuilder.aPackageURL()
            .withType(found.type().purlType())
            .withNamespace(id == null ? home(found.type()) : id)
            .withName(found.name())
            .withVersion(found.version());
    if (found.architecture() != null) {
      builder.withQualifier("arch", found.architecture());
    }
    if (id != null && distribution.versionID() != null) {
      builder.withQualifier("distro", id + "-" + distribution.versionID());
    }
    try {
      return builder.build().canonicalize();
    } catch (MalformedPackageURLException e) {
      throw new IllegalStateException("a package with a name and a version has a URL", e);
    }
  }

  private static String home(PackageType type) {
    return switch (type) {
      case DEB -> "debian";
      case APK -> "alpine";
    };
  }
}
