package dev.imagescan.agent.licenses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Garbage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredLicenseTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          MIT                             = MIT
          (MIT OR Apache-2.0)             = MIT OR Apache-2.0
          MIT/Apache-2.0                  = MIT OR Apache-2.0
          Apache-2.0 / MIT                = Apache-2.0 OR MIT
          Unlicense/MIT                   = Unlicense OR MIT
          MIT BSD                         = MIT AND LicenseRef-BSD
          GPL2+                           = GPL-2.0-or-later
          MIT AND GPL2+                   = MIT AND GPL-2.0-or-later
          (AFL-2.1 OR BSD-3-Clause)       = AFL-2.1 OR BSD-3-Clause
          BSD                             = LicenseRef-BSD
          Apache 2.0                      = Apache-2.0
          Apache License, Version 2.0     = Apache-2.0
          MIT License                     = MIT
          Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT = Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT
          UNLICENSED                      = LicenseRef-UNLICENSED
          LicenseRef-Proprietary          = LicenseRef-Proprietary
          custom                          = nothing
          MIT, see LICENSE                = nothing
          MIT License (see LICENSE)       = MIT
          MIT AND Custom License          = MIT AND LicenseRef-Custom-License
          Custom License                  = LicenseRef-Custom-License
          MIT OR Mine AND ISC             = MIT OR (LicenseRef-Mine AND ISC)
          (GPL-2 or later) and MIT        = GPL-2.0-or-later AND MIT
          MIT License (BSD)               = nothing
          SEE LICENSE IN LICENSE.md       = nothing
          https://opensource.org/licenses/MIT = MIT
          UNKNOWN                         = nothing
          ''                              = nothing
          """)
  void an_expression_of_package_metadata_says(String text, String expression) {
    assertEquals(expression, said(DeclaredLicense.spdx(text)));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          GPLv2+ and MIT                  = GPL-2.0-or-later AND MIT
          (GPL+ or Artistic) and BSD      = (GPL-1.0-or-later OR Artistic-1.0-Perl) AND LicenseRef-BSD
          Python and (LGPLv2+ or ASL 2.0) = LicenseRef-Python AND (LGPL-2.0-or-later OR Apache-2.0)
          BSD with advertising            = BSD-4-Clause
          GPLv3+ and GPLv3+ with exceptions and GPLv2+ with exceptions and LGPLv2+ and BSD = GPL-3.0-or-later AND LicenseRef-GPL-3.0-or-later-with-exceptions AND LicenseRef-GPL-2.0-or-later-with-exceptions AND LGPL-2.0-or-later AND LicenseRef-BSD
          Public Domain                   = LicenseRef-public-domain
          zlib and Boost                  = Zlib AND BSL-1.0
          MPLv2.0                         = MPL-2.0
          ASL 2.0                         = Apache-2.0
          LGPLv2+ or MIT                  = LGPL-2.0-or-later OR MIT
          Freely redistributable          = LicenseRef-Freely-redistributable
          GPL-2.0-or-later AND (MIT OR ISC) = GPL-2.0-or-later AND (MIT OR ISC)
          MIT OR ISC AND Zlib             = MIT OR (ISC AND Zlib)
          GPL+ or Artistic and BSD        = nothing
          """)
  void an_rpm_says(String text, String expression) {
    assertEquals(expression, said(DeclaredLicense.fedora(text)));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          The Apache Software License, Version 2.0              = Apache-2.0
          Apache License, version 2.0                           = Apache-2.0
          Apache Software License - Version 2.0                 = Apache-2.0
          Apache v2                                             = Apache-2.0
          Apache-2.0                                            = Apache-2.0
          The MIT License (MIT)                                 = MIT
          The BSD 3-Clause License                              = BSD-3-Clause
          3-Clause BSD License                                  = BSD-3-Clause
          Eclipse Public License - v 1.0                        = EPL-1.0
          Eclipse Public License v. 2.0                         = EPL-2.0
          EPL 2.0                                               = EPL-2.0
          CDDL + GPLv2 with classpath exception                 = CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0
          GPL2 w/ CPE                                           = GPL-2.0-only WITH Classpath-exception-2.0
          GNU General Public License, version 2 with the GNU Classpath Exception = GPL-2.0-only WITH Classpath-exception-2.0
          GNU Lesser General Public License v2.1 or later       = LGPL-2.1-or-later
          GNU Lesser General Public License (LGPL), version 2.1 or later = LGPL-2.1-or-later
          GNU General Public License v3 (GPLv3)                 = GPL-3.0-only
          GNU General Public License v3 or later (GPLv3+)       = GPL-3.0-or-later
          GNU Affero General Public License v3                  = AGPL-3.0-only
          GPL version 2 or any later version                    = GPL-2.0-or-later
          GPL v2 (or later)                                     = GPL-2.0-or-later
          GNU LGPL 2.1                                          = LGPL-2.1-only
          GNU Library or Lesser General Public License (LGPL)   = LicenseRef-LGPL
          GNU General Public License (GPL)                      = LicenseRef-GPL
          GNU LESSER GENERAL PUBLIC LICENSE, Version 3 (LGPL-3.0) = LGPL-3.0-only
          LGPL, version 2.1                                     = LGPL-2.1-only
          BSD License                                           = LicenseRef-BSD
          Apache License                                        = LicenseRef-Apache
          Apache License, Version 2.0 or MIT License            = Apache-2.0 OR MIT
          MIT or Apache License, Version 2.0                    = MIT OR Apache-2.0
          Bouncy Castle Licence                                 = LicenseRef-Bouncy-Castle-Licence
          Go License                                            = LicenseRef-Go-License
          BSD-2-Clause AND Apache-2.0                           = BSD-2-Clause AND Apache-2.0
          Mozilla Public License 2.0 (MPL 2.0)                  = MPL-2.0
          PSF-2.0                                               = PSF-2.0
          MIT, Apache-2.0                                       = MIT AND Apache-2.0
          See the LICENSE file in the distribution              = nothing
          Other/Proprietary License                             = nothing
          You may do what you like with it as long as you say where you have it from = nothing
          """)
  void a_name_of_a_licence_says(String name, String expression) {
    assertEquals(expression, said(DeclaredLicense.name(name)));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          http://www.apache.org/licenses/LICENSE-2.0.txt        = Apache-2.0
          https://www.apache.org/licenses/LICENSE-2.0           = Apache-2.0
          http://apache.org/licenses/LICENSE-2.0.html#whole     = Apache-2.0
          http://www.opensource.org/licenses/mit-license.php    = MIT
          https://opensource.org/licenses/MIT                   = MIT
          https://opensource.org/license/bsd-3-clause/          = BSD-3-Clause
          http://www.opensource.org/licenses/bsd-license.php    = nothing
          https://spdx.org/licenses/MIT-0.html                  = MIT-0
          https://licenses.nuget.org/MIT                        = MIT
          https://licenses.nuget.org/(MIT%20OR%20Apache-2.0)    = MIT OR Apache-2.0
          https://licenses.nuget.org/Apache-2.0+OR+MIT          = Apache-2.0 OR MIT
          http://creativecommons.org/publicdomain/zero/1.0/     = CC0-1.0
          https://creativecommons.org/licenses/by-sa/4.0/legalcode = CC-BY-SA-4.0
          https://www.eclipse.org/legal/epl-v20.html            = EPL-2.0
          https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html = LGPL-2.1-only
          http://www.gnu.org/copyleft/gpl.html                  = nothing
          https://github.com/someone/something/blob/main/LICENSE = nothing
          ftp://opensource.org/licenses/MIT                     = nothing
          """)
  void an_address_says(String url, String expression) {
    assertEquals(expression, said(DeclaredLicense.url(url)));
  }

  @Test
  void the_address_tells_what_the_name_leaves_open() {
    String mit = "https://opensource.org/licenses/MIT";
    assertEquals("MIT", said(DeclaredLicense.nameAndUrl("BSD", mit)));
    assertEquals("MIT", said(DeclaredLicense.nameAndUrl(null, mit)));
    assertEquals("MIT", said(DeclaredLicense.nameAndUrl(mit, null)));
    assertEquals("ISC", said(DeclaredLicense.nameAndUrl("ISC", mit)));
    assertEquals("LicenseRef-BSD", said(DeclaredLicense.nameAndUrl("BSD", "https://a.example/")));
    assertEquals("nothing", said(DeclaredLicense.nameAndUrl(null, null)));
  }

  @ParameterizedTest(name = "{0}, {1}, {2} is {3}")
  @CsvSource(
      delimiter = '=',
      textBlock =
          """
          MIT = BSD = BSD License = MIT
             = BSD-3-Clause = BSD License = BSD-3-Clause
             = BSD = BSD License = LicenseRef-BSD
             = BSD = MIT License = MIT
             = UNKNOWN = Apache Software License = LicenseRef-Apache
             = Apache 2.0 = Apache Software License = Apache-2.0
             = Dual License = BSD License;Apache Software License = LicenseRef-BSD AND LicenseRef-Apache
             = = MIT License;ISC License (ISCL) = MIT AND ISC
             = = OSI Approved = nothing
             = See LICENSE = Python Software Foundation License = LicenseRef-PSF
          """)
  void a_python_package_says(
      String expression, String license, String classifiers, String meaning) {
    List<String> lines =
        Arrays.stream(classifiers.split(";"))
            .map(name -> name.equals("OSI Approved") ? name : "OSI Approved :: " + name)
            .map(name -> "License :: " + name)
            .toList();
    assertEquals(meaning, said(DeclaredLicense.python(expression, license, lines)));
  }

  @Test
  void a_list_of_names_is_a_choice_or_a_whole_as_the_ecosystem_means_it() {
    List<String> names = List.of("MIT", "GPL-2.0-or-later");
    assertEquals("MIT OR GPL-2.0-or-later", said(DeclaredLicense.anyOf(names)));
    assertEquals("MIT AND GPL-2.0-or-later", said(DeclaredLicense.allOf(names)));
    assertEquals(Optional.empty(), DeclaredLicense.anyOf(List.of()));
  }

  @Test
  void a_whole_text_in_a_field_is_read_as_a_text() {
    String text =
        """
        Copyright (c) 2020 Somebody
        Licensed under the Apache License, Version 2.0 (the "License");
        you may not use this file except in compliance with the License.
        """;
    assertEquals("Apache-2.0", said(DeclaredLicense.anything(text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "(", " or ", " with ", "MIT or later ", "GPL ", "a,", "%20", "v2."})
  void names_that_want_to_be_slow_are_not(String piece) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> all(piece.repeat(1_000_000 / piece.length())));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> all(piece.repeat(3900 / piece.length())));
  }

  @Test
  void no_name_throws() {
    for (long seed = 0; seed < 400; seed++) {
      all(Garbage.of(seed, "MIT", " or ", " and ", "(", ")", "GPL", "v2", "+", " with ", "/", ","));
      all("https://" + Garbage.of(seed, "spdx.org/licenses/", "licenses.nuget.org/", "%28", "MIT"));
    }
  }

  @Test
  void every_line_of_the_tables_means_ids_of_the_list() {
    for (String table : List.of("license-names.txt", "fedora-names.txt", "license-urls.txt")) {
      for (String line : Tables.lines(table)) {
        for (String id : line.substring(0, line.indexOf(": ")).split(" OR | WITH ")) {
          assertTrue(
              id.startsWith("LicenseRef-")
                  || SpdxList.license(id).filter(id::equals).isPresent()
                  || SpdxList.exception(id).filter(id::equals).isPresent(),
              id + " in " + table + " is not on the SPDX list");
        }
      }
    }
  }

  private static void all(String text) {
    DeclaredLicense.spdx(text);
    DeclaredLicense.fedora(text);
    DeclaredLicense.nameAndUrl(text, text);
    DeclaredLicense.python(text, text, List.of(text, "License :: OSI Approved :: " + text));
    DeclaredLicense.anyOf(List.of(text));
  }

  private static String said(Optional<LicenseExpression> license) {
    return license.map(LicenseExpression::toString).orElse("nothing");
  }
}
