package dev.imagescan.agent.packages.r;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.SpdxParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * R's way to name licences: choices between bars, versions in brackets, and "file LICENSE" for what
 * is in a file beside or adds to the licence's text there.
 *
 * @see <a href="https://cran.r-project.org/doc/manuals/r-release/R-exts.html#Licensing">Writing R
 *     Extensions, licensing</a>
 */
final class LicenseField {

  /** Longer fields name no licences. */
  private static final int MAX_LENGTH = 500;

  private static final Pattern FILE = Pattern.compile("(?i)\\s*\\+\\s*file\\s+\\S+$");
  private static final Pattern OR_LATER =
      Pattern.compile("(?<family>GPL|LGPL|AGPL)\\s*\\(\\s*>=\\s*(?<version>[0-9.]+)\\s*\\)");
  private static final Pattern ONLY =
      Pattern.compile("(?<family>GPL|LGPL|AGPL)-(?<version>[0-9]+(?:\\.[0-9]+)?)");
  private static final Pattern PART_OF_R = Pattern.compile("Part of R [0-9.]+.*");

  private LicenseField() {}

  /** What the field says; empty when a choice in it is not understood. */
  static Optional<LicenseExpression> read(String field) {
    if (field.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    if (PART_OF_R.matcher(field).matches()) {
      // R's own licence, by its file COPYING and its function license().
      return SpdxParser.parse("GPL-2.0-only OR GPL-3.0-only");
    }
    List<LicenseExpression> choices = new ArrayList<>();
    for (String choice : field.split("\\|")) {
      Optional<LicenseExpression> one = one(FILE.matcher(choice.strip()).replaceFirst(""));
      if (one.isEmpty() && !choice.strip().toLowerCase(Locale.ROOT).startsWith("file ")) {
        return Optional.empty();
      }
      one.ifPresent(choices::add);
    }
    return choices.isEmpty() ? Optional.empty() : Optional.of(LicenseExpression.any(choices));
  }

  private static Optional<LicenseExpression> one(String name) {
    Matcher later = OR_LATER.matcher(name);
    if (later.matches()) {
      return gnu(later, "-or-later");
    }
    Matcher only = ONLY.matcher(name);
    if (only.matches()) {
      return gnu(only, "-only");
    }
    return name.toLowerCase(Locale.ROOT).startsWith("file ")
        ? Optional.empty()
        : DeclaredLicense.name(name.replace("_clause", "-Clause").replace('_', '-'));
  }

  private static Optional<LicenseExpression> gnu(Matcher name, String suffix) {
    String version = name.group("version");
    String full = version.contains(".") ? version : version + ".0";
    return SpdxParser.parse(name.group("family") + "-" + full + suffix);
  }
}
