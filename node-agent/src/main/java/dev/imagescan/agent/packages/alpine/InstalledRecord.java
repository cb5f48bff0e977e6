package dev.imagescan.agent.packages.alpine;

import dev.imagescan.agent.licenses.SpdxParser;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the database says of one package.
 *
 * @param fields its lines of interest, by their letters
 * @param files the paths of its files
 */
record InstalledRecord(Map<Character, String> fields, List<String> files) {

  private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,255}");
  private static final Pattern VERSION = Pattern.compile("[!-~]{1,255}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

  /** The package; null when it has no proper name and version. */
  Package asPackage() {
    String name = fields.getOrDefault('P', "");
    String version = fields.getOrDefault('V', "");
    if (!NAME.matcher(name).matches() || !VERSION.matcher(version).matches()) {
      return null;
    }
    String architecture = fields.getOrDefault('A', "");
    String origin = fields.getOrDefault('o', "");
    return Package.of(PackageType.APK, name, version)
        .architecture(ARCHITECTURE.matcher(architecture).matches() ? architecture : null)
        .source(NAME.matcher(origin).matches() && !origin.equals(name) ? origin : null)
        .license(license(fields.getOrDefault('L', "")));
  }

  private static License license(String declared) {
    return SpdxParser.parse(declared)
        .map(expression -> new License(expression.bounded(), Evidence.DECLARED))
        .orElse(License.UNKNOWN);
  }
}
