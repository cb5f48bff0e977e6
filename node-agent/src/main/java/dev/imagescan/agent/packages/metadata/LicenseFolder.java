package dev.imagescan.agent.packages.metadata;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.LicenseExpression.Single;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Source;
import java.util.Optional;

/**
 * Where distributions other than Debian put the licences' texts of a package. They count where its
 * metadata names none, or only says that it is one of the BSD family.
 */
public final class LicenseFolder {

  private static final String FOLDER = "usr/share/licenses/";
  private static final String SOME_BSD = "LicenseRef-BSD";
  private static final String BSD = "BSD-";

  private LicenseFolder() {}

  /**
   * The licence of a package of this name.
   *
   * @param name has no slash
   */
  public static License decide(Source source, String name, Optional<LicenseExpression> declared) {
    if (declared.isEmpty()) {
      return license(LicenseFiles.in(source, FOLDER + name), Evidence.TEXT);
    }
    if (declared.get() instanceof Single(String id, _) && id.equals(SOME_BSD)) {
      Optional<LicenseExpression> exact =
          LicenseFiles.in(source, FOLDER + name)
              .filter(text -> text instanceof Single(String found, _) && found.startsWith(BSD));
      if (exact.isPresent()) {
        return license(exact, Evidence.TEXT);
      }
    }
    return license(declared, Evidence.DECLARED);
  }

  private static License license(Optional<LicenseExpression> known, Evidence evidence) {
    return known
        .map(expression -> new License(expression.bounded(), evidence))
        .orElse(License.UNKNOWN);
  }
}
