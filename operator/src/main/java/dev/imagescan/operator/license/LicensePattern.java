package dev.imagescan.operator.license;

import dev.imagescan.operator.plan.Glob;
import java.util.Locale;

/**
 * One entry of a policy. Without WITH it stands for the licence with any exception, or none. What
 * is not known is matched by NOASSERTION alone, written out: no glob means it.
 *
 * @param text as the policy writes it
 */
record LicensePattern(String text) {

  private static final String WITH = " with ";

  boolean matches(License license) {
    if (license.unknown()) {
      return text.equalsIgnoreCase(License.UNKNOWN.id());
    }
    String pattern = text.toLowerCase(Locale.ROOT);
    int with = pattern.indexOf(WITH);
    if (with < 0) {
      return matchesId(pattern, license);
    }
    return license.exception() != null
        && matchesId(pattern.substring(0, with), license)
        && new Glob(pattern.substring(with + WITH.length()))
            .matches(license.exception().toLowerCase(Locale.ROOT));
  }

  /** Who may take a later version as well is offered this one: {@code X} stands for {@code X+}. */
  private static boolean matchesId(String pattern, License license) {
    Glob glob = new Glob(pattern);
    return glob.matches(license.id().toLowerCase(Locale.ROOT)) || glob.matches(license.offered());
  }
}
