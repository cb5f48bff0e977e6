package dev.imagescan.agent.packages.r;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RCataloguerTest {

  private static final String PATH = "usr/lib/R/library/data.table/DESCRIPTION";

  @Test
  void an_installed_package_says_when_it_was_built() {
    String description = "Package: data.table\nVersion: 1.14-8\nLicense: MPL-2.0\n";
    assertEquals(List.of(), read(description));
    assertEquals(
        List.of(
            Package.of(PackageType.CRAN, "data.table", "1.14-8")
                .license(new License("MPL-2.0", Evidence.DECLARED))
                .at(PATH)),
        read(description + "Built: R 4.2.2; ; 2023-01-01 00:00:00 UTC; unix\n"));
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "GPL (>= 2); GPL-2.0-or-later",
        "GPL (>= 2.0) | file LICENCE; GPL-2.0-or-later",
        "GPL-2 | GPL-3; GPL-2.0-only OR GPL-3.0-only",
        "LGPL (>=2.1); LGPL-2.1-or-later",
        "MIT + file LICENSE; MIT",
        "BSD_3_clause + file LICENSE; BSD-3-Clause",
        "Apache License 2.0; Apache-2.0",
        "CC0; CC0-1.0",
        "Part of R 4.2.2; GPL-2.0-only OR GPL-3.0-only",
        "file LICENSE; NOASSERTION",
      })
  void licences_are_understood_as_r_writes_them(String field, String expected) {
    assertEquals(
        expected,
        read("Package: a\nVersion: 1\nBuilt: x\nLicense: " + field + "\n")
            .getFirst()
            .license()
            .expression());
  }

  @Test
  void no_bytes_throw_and_no_name_is_taken_that_cannot_be() {
    for (long seed = 0; seed < 500; seed++) {
      read(
          Garbage.of(
              seed, "Package: a", "\n", "Version: 1\n", "Built: x\n", "License: GPL (>= ", "|"));
    }
    assertEquals(List.of(), read("Package: a\u001b\nVersion: 1\nBuilt: x\n"));
    assertEquals(List.of(), read("Package: a\nVersion: 1\u0007\nBuilt: x\n"));
  }

  private static List<Package> read(String description) {
    return Cataloguers.read(new MapRoot().with(PATH, description), List.of(new RCataloguer()))
        .packages();
  }
}
