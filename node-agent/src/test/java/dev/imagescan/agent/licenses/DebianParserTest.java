package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebianParserTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          GPL-2+                                    = GPL-2.0-or-later
          GPL-1+ or Artistic                        = GPL-1.0-or-later OR Artistic-1.0-Perl
          LGPL-2.1+ and Expat                       = LGPL-2.1-or-later AND MIT
          GPL-1+ or Artistic, and BSD-3-clause      = (GPL-1.0-or-later OR Artistic-1.0-Perl) AND BSD-3-Clause
          REGCOMP, and GPL-1+ or Artistic           = LicenseRef-REGCOMP AND (GPL-1.0-or-later OR Artistic-1.0-Perl)
          GPL-2+ or AFL-2.1, and Expat              = (GPL-2.0-or-later OR AFL-2.1) AND MIT
          Apache-2.0, BSD-2-clause                  = Apache-2.0 AND BSD-2-Clause
          GPL-2+ and BSD-3-clause or MIT            = (GPL-2.0-or-later AND BSD-3-Clause) OR MIT
          GPL-2 with Linux-syscall-note exception   = GPL-2.0-only WITH Linux-syscall-note
          GPL-2+ with Libtool exception and GPL-3+  = GPL-2.0-or-later WITH Libtool-exception AND GPL-3.0-or-later
          GPL-3+ with Autoconf exception            = LicenseRef-GPL-3.0-or-later-with-autoconf-exception
          Apache-2.0 | MIT                          = Apache-2.0 OR MIT
          MIT/X Consortium License                  = LicenseRef-MIT-X-Consortium-License
          BSD-3-clause-Regents                      = LicenseRef-BSD-3-clause-Regents
          GPL-2+ or LGPL-2.1+ or MPL-1.1            = GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1
          """)
  void the_first_line_of_a_license_field_says(String synopsis, String expression) {
    assertEquals(expression, parse(synopsis).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GPL-2+, MIT or BSD-3-clause",
        "BSD-3-clause and/or GPL-3+",
        "This package may be used under the same terms as Perl itself",
        "GPL-2+ or",
        "(GPL-2+",
        "GPL-2+ with"
      })
  void what_can_be_read_in_two_ways_or_none_is_not_guessed_at(String synopsis) {
    assertEquals(Optional.empty(), parse(synopsis));
  }

  private static Optional<LicenseExpression> parse(String synopsis) {
    return DebianParser.parse(synopsis, LicenseNames::named);
  }
}
