package dev.imagescan.agent.report;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURLBuilder;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.Distribution;

/**
 * Names packages the way vulnerability databases do.
 *
 * @see <a href="https://github.com/package-url/purl-spec">Package URL specification</a>
 */
final class PackageUrls {

  private PackageUrls() {}

  /**
   * The package's URL, with the distribution's version among its qualifiers.
   *
   * @param distribution may be null; the URL then names the package manager's home
   */
  static String of(Package found, Distribution distribution) {
    PackageURLBuilder builder =
        PackageURLBuilder.aPackageURL()
            .withType(found.type().purlType())
            .withNamespace(distribution == null ? home(found.type()) : distribution.id())
            .withName(found.name())
            .withVersion(found.version());
    if (found.architecture() != null) {
      builder.withQualifier("arch", found.architecture());
    }
    if (distribution != null && distribution.versionID() != null) {
      builder.withQualifier("distro", distribution.id() + "-" + distribution.versionID());
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
