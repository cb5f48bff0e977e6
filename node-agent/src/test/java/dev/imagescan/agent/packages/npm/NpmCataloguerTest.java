package dev.imagescan.agent.packages.npm;

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

class NpmCataloguerTest {

  @Test
  void a_package_is_found_under_its_full_name_with_its_licence_and_place() {
    String path = "app/node_modules/@scope/a/package.json";
    assertEquals(
        List.of(
            Package.of(PackageType.NPM, "@scope/a", "1.2.3-rc.1+build")
                .license(new License("MIT OR Apache-2.0", Evidence.DECLARED))
                .at(path)),
        read(new MapRoot()
                .with(
                    path, json("@scope/a", "1.2.3-rc.1+build", "'license': '(MIT OR Apache-2.0)'")))
            .packages());
  }

  @Test
  void what_has_no_name_or_no_version_is_no_package_and_no_problem() {
    Catalogue catalogue =
        read(
            new MapRoot()
                .with("app/node_modules/a/package.json", "{\"name\": \"a\"}")
                .with("app/node_modules/b/package.json", "{\"version\": \"1\"}")
                .with("app/node_modules/c/esm/package.json", "{\"type\": \"module\"}")
                .with("app/node_modules/d/package.json", json("d\\u0007", "1"))
                .with("app/node_modules/e/package.json", json("e", "1\\u001b[2J"))
                .with("app/node_modules/f/package.json", json("f/g", "1"))
                .with("app/node_modules/g/package.json", json("x".repeat(300), "1")));
    assertEquals(List.of(), catalogue.packages());
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void a_copy_inside_another_package_counts_when_its_folder_bears_its_name() {
    String compiled = "app/node_modules/next/dist/compiled/";
    assertEquals(
        List.of("@babel/runtime 7.0.0", "acorn 8.0.0"),
        names(
            read(
                new MapRoot()
                    .with(compiled + "acorn/package.json", json("acorn", "8.0.0"))
                    .with(compiled + "@babel/runtime/package.json", json("@babel/runtime", "7.0.0"))
                    .with("app/node_modules/p/hooks/package.json", json("p-hooks", "0.1.0"))
                    .with(
                        "app/node_modules/n/docs/package.json",
                        json("docs", "1.0.0", "'private': true")))));
  }

  @Test
  void a_template_that_is_not_json_is_no_problem() {
    assertEquals(
        List.of(),
        read(new MapRoot()
                .with("app/package.json", "{{name}}")
                .with("app/node_modules/a/lib/package.json", "{"))
            .problems());
  }

  @Test
  void a_file_that_is_not_json_is_a_problem() {
    assertEquals(
        List.of(new Catalogue.Problem("app/node_modules/a/package.json", Unreadable.MALFORMED)),
        read(new MapRoot().with("app/node_modules/a/package.json", "{")).problems());
  }

  @ParameterizedTest(name = "{0} means {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'license': 'Apache 2.0' | Apache-2.0 | DECLARED",
        "'license': {'type': 'BSD-3-Clause', 'url': 'https://x/'} | BSD-3-Clause | DECLARED",
        "'licenses': [{'type': 'MIT'}, {'type': 'Apache-2.0'}] | MIT OR Apache-2.0 | DECLARED",
        "'license': 'UNLICENSED' | LicenseRef-UNLICENSED | DECLARED",
        "'license': 'SEE LICENSE IN terms.txt' | ISC | TEXT",
        "'license': 'SEE LICENSE IN nowhere.txt' | NOASSERTION | NONE",
        "'x': 1 | MIT | TEXT",
        "'license': 'UNKNOWN' | MIT | TEXT",
      })
  void a_licence_is_what_is_declared_or_else_the_file_beside(
      String declared, String expression, Evidence evidence) {
    MapRoot root =
        new MapRoot()
            .with("app/node_modules/a/package.json", json("a", "1", declared))
            .with("app/node_modules/a/LICENSE.md", "SPDX-License-Identifier: MIT\n")
            .with("app/node_modules/a/terms.txt", "SPDX-License-Identifier: ISC\n");
    assertEquals(
        new License(expression, evidence), read(root).packages().getFirst().license(), declared);
  }

  static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new NpmCataloguer()));
  }

  private static String json(String name, String version, String... more) {
    String rest = more.length == 0 ? "" : ", " + more[0].replace('\'', '"');
    return "{\"name\": \"%s\", \"version\": \"%s\"%s}".formatted(name, version, rest);
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(one -> one.name() + " " + one.version()).toList();
  }
}
