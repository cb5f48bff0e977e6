package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LicenseNamesTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "MIT, MIT",
    "mit, MIT",
    "Expat, MIT",
    "GPL-2, GPL-2.0-only",
    "GPL-2+, GPL-2.0-or-later",
    "GPL-2.0, GPL-2.0-only",
    "GPL-2.0+, GPL-2.0-or-later",
    "GPL2+, GPL-2.0-or-later",
    "GPL-2.0-or-later, GPL-2.0-or-later",
    "LGPL-2.1+, LGPL-2.1-or-later",
    "AGPL-3, AGPL-3.0-only",
    "GFDL-NIV-1.3+, GFDL-1.3-no-invariants-or-later",
    "BSD-3-clause, BSD-3-Clause",
    "Artistic, Artistic-1.0-Perl",
    "zlib, Zlib",
    "public-domain, LicenseRef-public-domain",
    "Perl, Artistic-1.0-Perl OR GPL-1.0-or-later",
    "Apache-1.1+, Apache-1.1+",
    "GPL, LicenseRef-GPL",
    "BSD, LicenseRef-BSD",
    "custom:Foo Bar, LicenseRef-custom-Foo-Bar",
    "FOO+, LicenseRef-FOO-plus",
    "LicenseRef-Mine, LicenseRef-Mine"
  })
  void a_name_means(String name, String expression) {
    assertEquals(expression, LicenseNames.named(name).toString());
  }

  @ParameterizedTest(name = "{0} with {1} exception is {2}")
  @CsvSource({
    "GPL-2.0-or-later, Libtool, GPL-2.0-or-later WITH Libtool-exception",
    "GPL-3.0-or-later, Bison, GPL-3.0-or-later WITH Bison-exception-2.2",
    "GPL-2.0-or-later, Bison, LicenseRef-GPL-2.0-or-later-with-bison-exception",
    "GPL-2.0-or-later, OpenSSL, LicenseRef-GPL-2.0-or-later-with-openssl-exception",
    "Apache-2.0, LLVM-exception, Apache-2.0 WITH LLVM-exception",
    "GPL-2.0-only, Classpath-exception-2.0, GPL-2.0-only WITH Classpath-exception-2.0"
  })
  void an_exception_that_is_not_one_certain_one_is_kept_as_a_name(
      String license, String exception, String expression) {
    assertEquals(
        expression, LicenseNames.with(LicenseExpression.of(license), exception).toString());
  }

  @Test
  void a_name_of_nothing_but_signs_becomes_unnamed() {
    assertEquals("LicenseRef-unnamed", LicenseNames.named("\u001b[]\n").toString());
  }

  @Test
  void every_line_of_the_tables_means_ids_of_the_list() {
    Tables.byName("short-names.txt").values().stream()
        .flatMap(expression -> List.of(expression.split(" OR | WITH ")).stream())
        .forEach(LicenseNamesTest::assertListed);
    Tables.byName("exception-names.txt").values().forEach(LicenseNamesTest::assertListed);
  }

  private static void assertListed(String id) {
    assertTrue(
        id.startsWith("LicenseRef-")
            || SpdxList.license(id).filter(id::equals).isPresent()
            || SpdxList.exception(id).filter(id::equals).isPresent(),
        id + " is not on the SPDX list");
  }
}
