package dev.imagescan.agent.packages.pacman;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.SpdxParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Arch's license arrays mean: all entries hold. Each is an SPDX expression, or in packages
 * from before 2024 a name by Arch's own convention, in which GPL3 is version 3 or any later one.
 *
 * @see <a href="https://rfc.archlinux.page/0016-spdx-license-identifiers/">Arch RFC 16</a>
 */
final class ArchLicenses {

  private static final String CUSTOM = "custom";

  /** The names of /usr/share/licenses/common, where they do not mean what they would elsewhere. */
  private static final Map<String, String> CONVENTION =
      Map.ofEntries(
          Map.entry("GPL", "GPL-2.0-or-later"),
          Map.entry("GPL3", "GPL-3.0-or-later"),
          Map.entry("LGPL", "LGPL-2.0-or-later"),
          Map.entry("LGPL3", "LGPL-3.0-or-later"),
          Map.entry("AGPL", "AGPL-3.0-or-later"),
          Map.entry("AGPL3", "AGPL-3.0-or-later"),
          Map.entry("Apache", "Apache-2.0"),
          Map.entry("APACHE", "Apache-2.0"),
          Map.entry("Boost", "BSL-1.0"),
          Map.entry("CDDL", "CDDL-1.0"),
          Map.entry("CPL", "CPL-1.0"),
          Map.entry("Artistic2.0", "Artistic-2.0"),
          Map.entry("MPL", "MPL-1.1"),
          Map.entry("MPL2", "MPL-2.0"),
          Map.entry("PerlArtistic", "Artistic-1.0-Perl"),
          Map.entry("RUBY", "Ruby"),
          Map.entry("ZLIB", "Zlib"));

  private ArchLicenses() {}

  /** What the entries mean together; empty when they name no licence. */
  static Optional<LicenseExpression> of(List<String> entries) {
    if (entries.stream().allMatch(ArchLicenses::saysNothing)) {
      return Optional.empty();
    }
    return Optional.of(LicenseExpression.all(entries.stream().map(ArchLicenses::one).toList()));
  }

  private static boolean saysNothing(String entry) {
    return entry.isEmpty() || entry.equals(CUSTOM) || entry.equalsIgnoreCase("unknown");
  }

  /** An entry that says nothing, beside one that does, is a licence all the same. */
  private static LicenseExpression one(String entry) {
    return meaning(entry).orElseGet(() -> LicenseExpression.of("LicenseRef-" + CUSTOM));
  }

  private static Optional<LicenseExpression> meaning(String entry) {
    String known = CONVENTION.get(entry);
    if (known != null) {
      return SpdxParser.parse(known);
    }
    return entry.startsWith(CUSTOM + ":")
        ? DeclaredLicense.name(entry.substring(CUSTOM.length() + 1))
        : DeclaredLicense.spdx(entry);
  }
}
