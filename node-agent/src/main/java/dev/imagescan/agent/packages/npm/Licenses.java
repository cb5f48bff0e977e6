package dev.imagescan.agent.packages.npm;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Source;
import dev.imagescan.agent.packages.metadata.LicenseFiles;
import dev.imagescan.agent.packages.npm.PackageJson.Named;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The licence of a package: what it declares, and otherwise the file that lies beside it. */
final class Licenses {

  /** What npm has authors write for a licence that has no name. */
  private static final Pattern SEE =
      Pattern.compile("(?i)see licen[cs]e in (?<file>[A-Za-z0-9._-]+)");

  /** What it has them write where nobody else may use the package. */
  private static final String UNLICENSED = "UNLICENSED";

  private Licenses() {}

  static License of(PackageJson json, Source source) {
    List<Named> names = json.licenses();
    Optional<LicenseExpression> declared = declared(names);
    if (names.size() == 1 && names.getFirst().name() instanceof String only) {
      Matcher see = SEE.matcher(only);
      if (see.matches()) {
        return LicenseFiles.decide(
            Optional.empty(), () -> LicenseFiles.at(source, source.beside(see.group("file"))));
      }
      if (only.equals(UNLICENSED)) {
        return new License(
            declared.map(Object::toString).orElse("LicenseRef-UNLICENSED"), Evidence.DECLARED);
      }
    }
    return LicenseFiles.decide(declared, () -> LicenseFiles.in(source, source.directory()));
  }

  /** Any of several may be chosen; where one of them says nothing, the list does not tell. */
  static Optional<LicenseExpression> declared(List<Named> names) {
    List<LicenseExpression> parts =
        names.stream().map(Licenses::one).flatMap(Optional::stream).toList();
    return parts.isEmpty() || parts.size() < names.size()
        ? Optional.empty()
        : Optional.of(LicenseExpression.any(parts));
  }

  private static Optional<LicenseExpression> one(Named license) {
    if (license.url() != null || license.name() == null) {
      return DeclaredLicense.nameAndUrl(license.name(), license.url());
    }
    Optional<LicenseExpression> spdx = DeclaredLicense.spdx(license.name());
    return spdx.filter(LicenseExpression::listed)
        .or(() -> DeclaredLicense.anything(license.name()))
        .or(() -> spdx);
  }
}
