package dev.imagescan.agent.packages.opkg;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A package as opkg's files describe it. */
record InstalledPackage(String name, String version, String architecture) {

  /** The fields that this takes from a stanza; the last two name the source package. */
  static final Set<String> FIELDS =
      Set.of("package", "status", "version", "architecture", "license", "sourcename", "oe");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._~-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[!-.0-~]{1,255}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_.+-]{1,64}");

  /** The states in which none of the package's files is there but perhaps its configuration. */
  private static final Set<String> GONE = Set.of("not-installed", "config-files");

  /** Whether the stanza is of a package that is there; control files say nothing of that. */
  static boolean isThere(Map<String, String> stanza) {
    String status = stanza.get("status");
    if (!stanza.containsKey("package")) {
      return false;
    }
    String[] words = status == null ? new String[0] : status.split("\\s+");
    return status == null || words.length == 3 && !GONE.contains(words[2]);
  }

  /** The package, or empty when its name or version is not one. */
  static Optional<InstalledPackage> of(Map<String, String> stanza) {
    String name = stanza.get("package");
    String version = stanza.getOrDefault("version", "");
    String architecture = stanza.getOrDefault("architecture", "");
    return NAME.matcher(name).matches() && VERSION.matcher(version).matches()
        ? Optional.of(
            new InstalledPackage(
                name, version, ARCHITECTURE.matcher(architecture).matches() ? architecture : null))
        : Optional.empty();
  }

  /** What makes it this package. */
  Package asPackage() {
    return Package.of(PackageType.OPKG, name, version).architecture(architecture);
  }

  /**
   * The name of the source package, which either of the stanzas may have; null if it is its own.
   */
  String source(Map<String, String> status, Map<String, String> control) {
    return Stream.of("sourcename", "oe")
        .flatMap(
            field -> Stream.of(control.getOrDefault(field, ""), status.getOrDefault(field, "")))
        .filter(named -> NAME.matcher(named).matches() && !named.equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The licence that either of the stanzas declares; Yocto's operators stand beside SPDX's. */
  static Optional<LicenseExpression> license(
      Map<String, String> status, Map<String, String> control) {
    String declared = control.getOrDefault("license", status.getOrDefault("license", ""));
    return DeclaredLicense.spdx(declared.replace("&", " AND ").replace("|", " OR "));
  }
}
