package dev.imagescan.agent.packages.pacman;

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
import dev.imagescan.agent.packages.Programs;
import dev.imagescan.agent.root.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacmanCataloguerTest {

  private static final String PATH = "var/lib/pacman/local/gcc-libs-14.2.1-1/desc";

  @Test
  void a_package_has_its_declared_licences_its_architecture_and_its_base() {
    Package gcc =
        read(description(
                "gcc-libs", "1:14.2.1-1", "gcc", "GPL-3.0-or-later WITH GCC-exception-3.1\nMIT"))
            .packages()
            .getFirst();
    assertEquals(PackageType.ALPM, gcc.type());
    assertEquals("gcc-libs", gcc.name());
    assertEquals("1:14.2.1-1", gcc.version());
    assertEquals("x86_64", gcc.architecture());
    assertEquals("gcc", gcc.source());
    assertEquals(
        new License("GPL-3.0-or-later WITH GCC-exception-3.1 AND MIT", Evidence.DECLARED),
        gcc.license());
    assertEquals(PATH, gcc.path());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GPL | GPL-2.0-or-later",
        "GPL2 | GPL-2.0-only",
        "GPL3 | GPL-3.0-or-later",
        "LGPL | LGPL-2.0-or-later",
        "LGPL2.1 | LGPL-2.1-only",
        "AGPL3 | AGPL-3.0-or-later",
        "Apache | Apache-2.0",
        "MPL2 | MPL-2.0",
        "BSD | LicenseRef-BSD",
        "custom:BSD3 | BSD-3-Clause",
        "custom:My Own | LicenseRef-My-Own",
        "custom | NOASSERTION",
        "unknown | NOASSERTION",
        "GPL2,custom | GPL-2.0-only AND LicenseRef-custom",
        "Apache-2.0 OR MIT,ISC | (Apache-2.0 OR MIT) AND ISC",
      })
  void names_mean_what_arch_means_by_them_and_all_entries_hold(String entries, String expected) {
    assertEquals(
        expected,
        read(description("a", "1-1", "a", entries.replace(',', '\n')))
            .packages()
            .getFirst()
            .license()
            .expression());
  }

  @Test
  void files_outside_of_the_database_are_not_opened() {
    MapRoot root =
        new MapRoot()
            .with("srv/desc", description("a", "1-1", "a", "MIT"))
            .with("var/lib/pacman/sync/desc", description("b", "1-1", "b", "MIT"))
            .with("var/lib/pacman/local/c/d/desc", description("c", "1-1", "c", "MIT"));
    assertEquals(List.of(), read(root).packages());
    assertEquals(List.of(), root.opened());
  }

  @Test
  void the_list_of_files_is_read_up_to_what_follows_it() throws IOException {
    List<String> found = new ArrayList<>();
    Sections.read(
        new ByteArrayInputStream(
            "%FILES%\nusr/\nusr/bin/a b\n\n%BACKUP%\netc/a\t0123\n"
                .getBytes(StandardCharsets.UTF_8)),
        (key, value) -> found.add(key + " " + value));
    assertEquals(List.of("FILES usr/", "FILES usr/bin/a b", "BACKUP etc/a\t0123"), found);
  }

  @Test
  void programs_that_a_package_installed_are_its() {
    MapRoot root =
        new MapRoot()
            .with(PATH, description("a", "1-1", "a", "MIT"))
            .with(
                PATH.replace("desc", "files"),
                "%FILES%\nusr/\nusr/bin/program\n\n%BACKUP%\nopt/program\t0123\n")
            .with("usr/bin/program", "")
            .with("opt/program", "");
    assertEquals(List.of("opt/program"), Programs.ownedByNobody(root, new PacmanCataloguer()));
  }

  @Test
  void a_description_without_a_name_or_a_version_is_told() {
    for (String text :
        List.of(
            "",
            "%NAME%\n\n%VERSION%\n1-1\n",
            "%NAME%\na\n",
            "%NAME%\na/b\n\n%VERSION%\n1-1\n",
            "%NAME%\na\n\n%VERSION%\n1\u001b[2J\n",
            description("x".repeat(256), "1-1", "a", "MIT"))) {
      Catalogue catalogue = read(text);
      assertEquals(List.of(), catalogue.packages());
      assertEquals(
          List.of(new Catalogue.Problem(PATH, Unreadable.MALFORMED)), catalogue.problems(), text);
    }
  }

  @Test
  void a_description_without_end_takes_constant_memory() {
    MapRoot root =
        new MapRoot()
            .with(PATH, 1L << 27, () -> Garbage.repeated('x', 1L << 27))
            .with("var/lib/pacman/local/b/desc", "%LICENSE%\n" + "MIT\n".repeat(1_000_000));
    assertEquals(List.of("Malformed"), problems(read(root)));
  }

  @Test
  void no_description_throws() {
    for (long seed = 0; seed < 500; seed++) {
      String text =
          Garbage.of(
              seed, "%NAME%\n", "a\n", "\n", "%VERSION%\n", "1-1\n", "%LICENSE%\n", "MIT\n", "%%");
      Catalogue catalogue =
          read(new MapRoot().with(PATH, text).with(PATH.replace("desc", "files"), text));
      assertTrue(catalogue.packages().size() <= 1, text);
      assertTrue(!problems(catalogue).contains("NotUnderstood"), text);
    }
  }

  private static String description(String name, String version, String base, String licenses) {
    return "%%NAME%%\n%s\n\n%%VERSION%%\n%s\n\n%%BASE%%\n%s\n\n%%ARCH%%\nx86_64\n\n%%LICENSE%%\n%s\n\n"
        .formatted(name, version, base, licenses);
  }

  private static Catalogue read(String description) {
    return read(new MapRoot().with(PATH, description));
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new PacmanCataloguer()));
  }

  private static List<String> problems(Catalogue catalogue) {
    return catalogue.problems().stream().map(one -> one.why().reason()).distinct().toList();
  }
}
