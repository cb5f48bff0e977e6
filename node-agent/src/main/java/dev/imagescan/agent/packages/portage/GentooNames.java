package dev.imagescan.agent.packages.portage;

import dev.imagescan.agent.licenses.DeclaredLicense;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.SpdxParser;
import java.util.Map;
import java.util.Optional;

/**
 * What the names of Gentoo's licence files mean. Names without a version or a number of clauses
 * stand for one certain text there.
 *
 * @see <a href="https://gitweb.gentoo.org/repo/gentoo.git/tree/metadata/license-mapping.conf">
 *     Gentoo's own mapping to SPDX</a>
 */
final class GentooNames {

  /** What packages have that install nothing of their own. */
  private static final String NOTHING = "metapackage";

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("Apache-2.0-with-LLVM-exceptions", "Apache-2.0 WITH LLVM-exception"),
          Map.entry("APSL-2", "APSL-2.0"),
          Map.entry("BEER-WARE", "Beerware"),
          Map.entry("BSD", "BSD-3-Clause"),
          Map.entry("BSD-1", "BSD-1-Clause"),
          Map.entry("BSD-2", "BSD-2-Clause"),
          Map.entry("BSD-4", "BSD-4-Clause"),
          Map.entry("BZIP2", "bzip2-1.0.6"),
          Map.entry("CC-PD", "CC-PDDC"),
          Map.entry("CDDL", "CDDL-1.0"),
          Map.entry("CeCILL-2", "CECILL-2.0"),
          Map.entry("FDL-1.1", "GFDL-1.1-only"),
          Map.entry("FDL-1.1+", "GFDL-1.1-or-later"),
          Map.entry("FDL-1.2", "GFDL-1.2-only"),
          Map.entry("FDL-1.2+", "GFDL-1.2-or-later"),
          Map.entry("FDL-1.3", "GFDL-1.3-only"),
          Map.entry("FDL-1.3+", "GFDL-1.3-or-later"),
          Map.entry("IBM", "IPL-1.0"),
          Map.entry("libpng2", "libpng-2.0"),
          Map.entry("MIT-with-advertising", "MIT-advertising"),
          Map.entry("OFL", "OFL-1.0"),
          Map.entry("OPENLDAP", "OLDAP-2.7"),
          Map.entry("OPL", "OPUBL-1.0"),
          Map.entry("PHP-3", "PHP-3.0"),
          Map.entry("PSF-2", "PSF-2.0"),
          Map.entry("PYTHON", "Python-2.0"),
          Map.entry("RSA", "RSA-MD"),
          Map.entry("SSPL-1", "SSPL-1.0"),
          Map.entry("tcltk", "TCL"),
          Map.entry("tcp_wrappers_license", "TCP-wrappers"),
          Map.entry("WTFPL-2", "WTFPL"),
          Map.entry("ZPL", "ZPL-2.1"));

  private GentooNames() {}

  /** The licence of this name; empty when the name says that there is none. */
  static Optional<LicenseExpression> find(String name) {
    if (name.equals(NOTHING)) {
      return Optional.empty();
    }
    String known = NAMES.get(name);
    return (known == null ? DeclaredLicense.spdx(name) : SpdxParser.parse(known))
        .or(() -> Optional.of(LicenseExpression.of("LicenseRef-unnamed")));
  }
}
