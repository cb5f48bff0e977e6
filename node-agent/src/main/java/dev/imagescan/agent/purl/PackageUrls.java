package dev.imagescan.agent.purl;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import com.github.packageurl.PackageURLBuilder;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names packages the way vulnerability databases do.
 *
 * @see <a href="https://github.com/package-url/purl-spec">Package URL specification</a>
 */
public final class PackageUrls {

  /** What may stand in a URL for a distribution; its os-release file may say anything. */
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /** Whose package manager is known: a database of another one came from elsewhere. */
  private static final Map<String, PackageType> HOMES =
      Map.ofEntries(
          Map.entry("debian", PackageType.DEB),
          Map.entry("ubuntu", PackageType.DEB),
          Map.entry("alpine", PackageType.APK),
          Map.entry("wolfi", PackageType.APK),
          Map.entry("fedora", PackageType.RPM),
          Map.entry("rhel", PackageType.RPM),
          Map.entry("centos", PackageType.RPM),
          Map.entry("rocky", PackageType.RPM),
          Map.entry("almalinux", PackageType.RPM),
          Map.entry("amzn", PackageType.RPM),
          Map.entry("ol", PackageType.RPM),
          Map.entry("sles", PackageType.RPM),
          Map.entry("azurelinux", PackageType.RPM),
          Map.entry("mariner", PackageType.RPM),
          Map.entry("arch", PackageType.ALPM));

  private static final Pattern EPOCH = Pattern.compile("([0-9]+):(.+)");

  /** Of these PEP 503 makes one hyphen. */
  private static final Pattern PYPI_RUNS = Pattern.compile("[-_.]+");

  private PackageUrls() {}

  /**
   * The package's URL. Those of distributions have the distribution's version among their
   * qualifiers.
   *
   * @param distribution may be null; the URL then names the package manager's home
   */
  public static String of(Package found, Distribution distribution) {
    return text(builder(found, distribution))
        .or(() -> text(generic(found)))
        .orElseThrow(() -> new IllegalStateException("a package has a URL: " + found.identity()));
  }

  private static Optional<String> text(PackageURLBuilder builder) {
    try {
      // The library takes bytes for signed numbers where a character has several.
      return Optional.of(builder.build().canonicalize().replace("%FFFFFF", "%"));
    } catch (MalformedPackageURLException e) {
      return Optional.empty();
    }
  }

  /** What its ecosystem gives no place to: an archive whose group nobody knows. */
  private static PackageURLBuilder generic(Package found) {
    return PackageURLBuilder.aPackageURL()
        .withType(PackageType.GENERIC.purlType())
        .withName(found.name().replaceFirst("^:(?=.)", ""))
        .withVersion(found.version());
  }

  private static PackageURLBuilder builder(Package found, Distribution distribution) {
    PackageURLBuilder builder = PackageURLBuilder.aPackageURL().withType(found.type().purlType());
    return switch (found.type()) {
      case DEB -> ofDistribution(builder, found, distribution, "debian");
      case APK -> ofDistribution(builder, found, distribution, "alpine");
      case RPM -> epoch(ofDistribution(builder, found, distribution, null), found.version());
      case ALPM -> ofDistribution(builder, found, distribution, "arch");
      case OPKG -> qualified(builder.withName(found.name()), found);
      case MAVEN -> named(builder, found, ':');
      case GOLANG -> development(named(builder, found, '/'), found.version());
      case NPM, COMPOSER, PEAR, EBUILD, GENERIC -> named(builder, found, '/');
      case PYPI ->
          builder
              .withName(PYPI_RUNS.matcher(found.name()).replaceAll("-").toLowerCase(Locale.ROOT))
              .withVersion(found.version());
      case CARGO, GEM, NUGET, CRAN, CONDA, LUAROCKS, CONAN, BITNAMI, BREW, WORDPRESS_PLUGIN ->
          builder.withName(found.name()).withVersion(found.version());
    };
  }

  private static PackageURLBuilder ofDistribution(
      PackageURLBuilder builder, Package found, Distribution distribution, String home) {
    String id =
        distribution != null
                && ID.matcher(distribution.id()).matches()
                && HOMES.getOrDefault(distribution.id(), found.type()) == found.type()
            ? distribution.id()
            : null;
    qualified(builder.withNamespace(id == null ? home : id).withName(found.name()), found);
    if (id != null && distribution.versionID() != null) {
      builder.withQualifier("distro", id + "-" + distribution.versionID());
    }
    return builder;
  }

  private static PackageURLBuilder qualified(PackageURLBuilder builder, Package found) {
    builder.withVersion(found.version());
    if (found.architecture() != null) {
      builder.withQualifier("arch", found.architecture());
    }
    return builder;
  }

  /** RPM's epoch is a qualifier, not a part of the version. */
  private static PackageURLBuilder epoch(PackageURLBuilder builder, String version) {
    Matcher epoch = EPOCH.matcher(version);
    return epoch.matches()
        ? builder.withVersion(epoch.group(2)).withQualifier("epoch", epoch.group(1))
        : builder;
  }

  /** Go's word for a version that nobody gave says nothing in a URL. */
  private static PackageURLBuilder development(PackageURLBuilder builder, String version) {
    return version.equals("(devel)") ? builder.withVersion(null) : builder;
  }

  /** A name whose last part is the name proper, and all before it the namespace. */
  private static PackageURLBuilder named(PackageURLBuilder builder, Package found, char separator) {
    int at = found.name().lastIndexOf(separator);
    if (at > 0) {
      builder.withNamespace(found.name().substring(0, at));
    }
    return builder.withName(found.name().substring(at + 1)).withVersion(found.version());
  }

  /** The package that a URL names, as far as this program would have written it; else empty. */
  public static Optional<Package> parse(String url) {
    try {
      PackageURL parsed = new PackageURL(url);
      Optional<PackageType> type = PackageType.ofPurlType(parsed.getType());
      String separator = type.filter(PackageType.MAVEN::equals).isPresent() ? ":" : "/";
      String name =
          parsed.getNamespace() == null
              ? parsed.getName()
              : parsed.getNamespace() + separator + parsed.getName();
      return type.filter(_ -> Package.isPlain(name) && Package.isPlain(parsed.getVersion()))
          .map(known -> Package.of(known, name, parsed.getVersion()));
    } catch (MalformedPackageURLException e) {
      return Optional.empty();
    }
  }
}
