package dev.imagescan.agent.packages.php;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposerCataloguerTest {

  private static final String INSTALLED = "app/vendor/composer/installed.json";
  private static final String LIST =
      """
      [{"name": "league/flysystem", "version": "3.0.1", "version_normalized": "3.0.1.0",
        "license": ["MIT", "GPL-2.0-only"], "authors": [{"name": "no"}]},
       {"name": "psr/log", "version": "v1.0", "install-path": "../psr/log"}]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"dev\": true, \"packages\": %s, \"dev-package-names\": []}"})
  void both_versions_of_the_format_are_read(String format) {
    MapRoot root =
        new MapRoot()
            .with(INSTALLED, format.formatted(LIST))
            .with("app/vendor/composer/../psr/log/LICENSE", "SPDX-License-Identifier: ISC\n");
    assertEquals(
        List.of(
            Package.of(PackageType.COMPOSER, "league/flysystem", "3.0.1")
                .license(new License("MIT OR GPL-2.0-only", Evidence.DECLARED))
                .at(INSTALLED),
            Package.of(PackageType.COMPOSER, "psr/log", "v1.0")
                .license(new License("ISC", Evidence.TEXT))
                .at(INSTALLED)),
        read(root).packages());
  }

  @Test
  void a_lock_file_is_no_evidence_of_anything_installed() {
    MapRoot root = new MapRoot().with("app/composer.lock", "{\"packages\": " + LIST + "}");
    assertEquals(List.of(), read(root).packages());
  }

  @Test
  void a_path_that_composer_would_not_write_is_not_followed() {
    MapRoot root =
        new MapRoot()
            .with(INSTALLED, "[{\"name\":\"a/b\",\"version\":\"1\",\"install-path\":\"/etc\"}]")
            .with("/etc/LICENSE", "SPDX-License-Identifier: ISC\n");
    assertEquals(License.UNKNOWN, read(root).packages().getFirst().license());
  }

  @Test
  void members_that_are_no_packages_are_a_problem_and_the_others_are_found() {
    Catalogue catalogue =
        read(
            new MapRoot()
                .with(
                    INSTALLED,
                    "[7, [1], {}, {\"name\": \"a\", \"version\": \"1\"}, {\"name\": \"a/b\"},"
                        + " {\"name\": [1], \"version\": null},"
                        + " {\"name\": \"a/b\\u001b\", \"version\": \"1\"},"
                        + " {\"name\": \"good/one\", \"version\": \"1\"}]"));
    assertEquals(List.of("good/one"), catalogue.packages().stream().map(Package::name).toList());
    assertEquals(
        List.of(new Catalogue.Problem(INSTALLED, Unreadable.MALFORMED)), catalogue.problems());
  }

  @Test
  void what_comes_before_the_place_where_a_file_breaks_is_found() {
    Catalogue catalogue =
        read(new MapRoot().with(INSTALLED, LIST.replace("]\n", ", [[[").stripTrailing()));
    assertEquals(2, catalogue.packages().size());
    assertEquals(1, catalogue.problems().size());
  }

  @Test
  void no_bytes_throw() {
    String[] pieces = {
      "{", "}", "[", "]", "\"packages\":", "\"name\":", "\"a/b\"", "\"version\":", "\"1\"", ",", "1"
    };
    for (long seed = 0; seed < 2000; seed++) {
      String text = (seed % 2 == 0 ? "[" : "{\"packages\":[") + Garbage.of(seed, pieces);
      Catalogue catalogue = read(new MapRoot().with(INSTALLED, text));
      assertTrue(
          catalogue.problems().stream().allMatch(one -> one.why() == Unreadable.MALFORMED), text);
    }
  }

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new ComposerCataloguer()));
  }
}
