package dev.imagescan.agent.packages.ruby;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GemCataloguerTest {

  private static final String GEMS = "usr/local/bundle/";

  @Test
  void a_gem_for_one_platform_is_found_and_its_files_tell_a_licence_that_it_does_not_declare() {
    String path = GEMS + "specifications/a-1.0-java.gemspec";
    assertEquals(
        List.of(
            Package.of(PackageType.GEM, "a", "1.0")
                .architecture("java")
                .license(new License("ISC", Evidence.TEXT))
                .at(path)),
        read(new MapRoot()
                .with(path, "# stub: a 1.0 java lib\n")
                .with(GEMS + "gems/a-1.0-java/LICENSE.txt", "SPDX-License-Identifier: ISC\n"))
            .packages());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "specifications/a.gemspec",
        "usr/lib/ruby/gems/3.1.0/specifications/default/a.gemspec",
        "usr/local/bundle/bundler/gems/a-0123456789ab/a.gemspec",
        "usr/local/bundle/bundler/gems/rails-0123456789ab/a/a.gemspec",
      })
  void gems_of_all_kinds_are_found(String path) {
    assertEquals(
        1,
        read(new MapRoot().with(path, "# stub: a 1.0 ruby lib\ns.licenses = [\"MIT\"]\n"))
            .packages()
            .size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "usr/local/bundle/bundler/gems/rails-0123456789ab/actionpack/a.gemspec",
        "usr/local/bundle/gems/a-1.0/a.gemspec",
        "usr/local/bundle/gems/a-1.0/test/specifications/a.gemspec",
        "a.gemspec",
      })
  void other_specifications_are_not_read(String path) {
    MapRoot root = new MapRoot().with(path, "# stub: a 1.0 ruby lib\n");
    assertEquals(List.of(), read(root).packages());
    assertEquals(List.of(), root.opened());
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "%w[MIT] | MIT",
        "%w[Ruby BSD-2-Clause] | Ruby OR BSD-2-Clause",
        "%w[MIT BSD-2-Clause] | MIT AND BSD-2-Clause",
        "%w[Ruby BSDL PSFL] | (Ruby OR BSD-2-Clause) AND LicenseRef-PSF",
      })
  void licences_hold_together_unless_ruby_s_own_leaves_the_choice(String list, String expected) {
    String text = "# stub: a 1.0 ruby lib\ns.licenses = " + list + "\n";
    assertEquals(
        new License(expected, Evidence.DECLARED),
        read(new MapRoot().with(GEMS + "specifications/a-1.0.gemspec", text))
            .packages()
            .getFirst()
            .license());
  }

  @Test
  void an_installed_one_without_a_name_is_a_problem() {
    String path = GEMS + "specifications/a-1.0.gemspec";
    assertEquals(
        List.of(new Catalogue.Problem(path, Unreadable.MALFORMED)),
        read(new MapRoot().with(path, "s.version = \"1\"\n")).problems());
    assertEquals(
        List.of(new Catalogue.Problem(path, Unreadable.MALFORMED)),
        read(new MapRoot().with(path, "s.name = \"a\u001b\"\ns.version = \"1\"\n")).problems());
  }

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new GemCataloguer()));
  }
}
