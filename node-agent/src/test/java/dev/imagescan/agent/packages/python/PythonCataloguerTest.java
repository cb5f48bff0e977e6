package dev.imagescan.agent.packages.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonCataloguerTest {

  private static final String SITE = "usr/lib/python3/site-packages/";

  @Test
  void a_wheel_is_found_under_the_name_that_its_authors_write() {
    String path = SITE + "zope.interface-5.0.dist-info/METADATA";
    assertEquals(
        List.of(
            Package.of(PackageType.PYPI, "Zope.Interface", "5.0")
                .license(new License("ZPL-2.1", Evidence.DECLARED))
                .at(path)),
        read(new MapRoot().with(path, "Name: Zope.Interface\nVersion: 5.0\nLicense: ZPL-2.1\n"))
            .packages());
  }

  @Test
  void the_interpreter_is_no_package() {
    assertEquals(
        List.of(),
        read(new MapRoot().with(SITE + "Python-2.7.egg-info", "Name: Python\nVersion: 2.7\n"))
            .packages());
  }

  @Test
  void metadata_without_a_name_or_with_one_that_cannot_be_is_a_problem() {
    Catalogue catalogue =
        read(
            new MapRoot()
                .with(SITE + "a.dist-info/METADATA", "Version: 1\n")
                .with(SITE + "b.dist-info/METADATA", "Name: b\n")
                .with(SITE + "c.dist-info/METADATA", "Name: c\u001b[2J\nVersion: 1\n")
                .with(SITE + "d.dist-info/METADATA", "Name: d\nVersion: 1\u0000\n")
                .with(SITE + "e.dist-info/METADATA", "Name: ../e\nVersion: 1\n"));
    assertEquals(List.of(), catalogue.packages());
    assertEquals(5, catalogue.problems().size());
    assertTrue(catalogue.problems().stream().allMatch(one -> one.why() == Unreadable.MALFORMED));
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "License-Expression: MIT OR Apache-2.0 | MIT OR Apache-2.0 | DECLARED",
        "License: BSD-3-Clause | BSD-3-Clause | DECLARED",
        "Classifier: License :: OSI Approved :: MIT License | MIT | DECLARED",
        "License: BSD | ISC | TEXT",
        "License: UNKNOWN | ISC | TEXT",
        "Summary: x | ISC | TEXT",
      })
  void a_licence_is_what_is_declared_or_else_the_file_beside(
      String field, String expression, Evidence evidence) {
    String text = "SPDX-License-Identifier: ISC\n";
    for (String file : List.of("LICENSE", "licenses/LICENSE.txt")) {
      MapRoot root =
          new MapRoot()
              .with(SITE + "a.dist-info/METADATA", "Name: a\nVersion: 1\n" + field + "\n")
              .with(SITE + "a.dist-info/" + file, text);
      assertEquals(
          new License(expression, evidence), read(root).packages().getFirst().license(), file);
    }
  }

  @Test
  void an_egg_that_is_one_file_has_no_licence_files_beside() {
    MapRoot root =
        new MapRoot()
            .with(SITE + "a-1.egg-info", "Name: a\nVersion: 1\n")
            .with(SITE + "LICENSE", "SPDX-License-Identifier: ISC\n");
    assertEquals(License.UNKNOWN, read(root).packages().getFirst().license());
  }

  @Test
  void an_egg_that_was_not_unpacked_is_read_where_it_lies() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("EGG-INFO/PKG-INFO"));
      zip.write("Name: a\nVersion: 1\nLicense: MIT\n".getBytes(StandardCharsets.UTF_8));
    }
    Catalogue catalogue =
        read(
            new MapRoot()
                .with(SITE + "a-1-py3.9.egg", bytes.toByteArray())
                .with(SITE + "b-1-py3.9.egg", "no archive at all"));
    assertEquals(
        List.of(
            Package.of(PackageType.PYPI, "a", "1")
                .license(new License("MIT", Evidence.DECLARED))
                .at(SITE + "a-1-py3.9.egg")),
        catalogue.packages());
    assertEquals(
        List.of(new Catalogue.Problem(SITE + "b-1-py3.9.egg", Unreadable.MALFORMED)),
        catalogue.problems());
  }

  @Test
  void no_bytes_throw() {
    for (long seed = 0; seed < 500; seed++) {
      String text = Garbage.of(seed, "Name: a\n", "Version: 1\n", "License: MIT\n", "\n", " x\n");
      Catalogue catalogue = read(new MapRoot().with(SITE + "a.dist-info/METADATA", text));
      assertTrue(
          catalogue.problems().stream().allMatch(one -> one.why() == Unreadable.MALFORMED), text);
    }
  }

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new PythonCataloguer()));
  }
}
