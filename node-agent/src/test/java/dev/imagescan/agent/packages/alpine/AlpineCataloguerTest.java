package dev.imagescan.agent.packages.alpine;

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
import java.util.List;
import org.junit.jupiter.api.Test;

class AlpineCataloguerTest {

  private static final String DATABASE = "lib/apk/db/installed";

  @Test
  void a_package_has_its_declared_licence_and_its_origin() {
    assertEquals(
        List.of(
            Package.of(PackageType.APK, "libcrypto3", "3.1.4-r5")
                .architecture("x86_64")
                .source("openssl")
                .license(new License("Apache-2.0", Evidence.DECLARED))
                .at(DATABASE),
            Package.of(PackageType.APK, "musl", "1.2.4-r2")
                .architecture("x86_64")
                .source(null)
                .license(new License("MIT", Evidence.DECLARED))
                .at(DATABASE)),
        read(new MapRoot()
                .with(
                    DATABASE,
                    Installed.record("musl", "1.2.4-r2", "MIT", "musl")
                        + Installed.record("libcrypto3", "3.1.4-r5", "Apache-2.0", "openssl")))
            .packages());
  }

  @Test
  void both_places_are_read_and_a_link_between_them_doubles_nothing() {
    String musl = Installed.record("musl", "1", "MIT", "musl");
    String zlib = Installed.record("zlib", "1", "Zlib", "zlib");
    assertEquals(
        List.of("musl", "zlib"),
        names(
            read(
                new MapRoot().with(DATABASE, musl).with("usr/lib/apk/db/installed", musl + zlib))));
  }

  @Test
  void a_licence_that_makes_no_sense_is_not_known() {
    Catalogue catalogue =
        read(new MapRoot().with(DATABASE, Installed.record("a", "1", "MIT AND", "a")));
    assertEquals(License.UNKNOWN, catalogue.packages().getFirst().license());
  }

  @Test
  void the_last_record_may_lack_its_empty_line() {
    assertEquals(List.of("a"), names(read(new MapRoot().with(DATABASE, "P:a\nV:1"))));
  }

  @Test
  void records_without_a_name_are_a_problem_that_is_told_once() {
    Catalogue catalogue =
        read(new MapRoot().with(DATABASE, "V:1\n\nP:a\u001b[2J\nV:1\n\nP:good\nV:1\n\n"));
    assertEquals(List.of("good"), names(catalogue));
    assertEquals(
        List.of(Unreadable.MALFORMED),
        catalogue.problems().stream().map(Catalogue.Problem::why).toList());
  }

  @Test
  void no_database_throws() {
    for (long seed = 0; seed < 500; seed++) {
      String text = Garbage.of(seed, "P:a\n", "V:1\n", "L:MIT AND (ISC\n", "A:x86_64\n", "\n", ":");
      Catalogue catalogue = read(new MapRoot().with(DATABASE, text));
      assertTrue(catalogue.packages().stream().allMatch(p -> !p.name().isEmpty()), text);
    }
  }

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new AlpineCataloguer()));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(Package::name).toList();
  }
}
