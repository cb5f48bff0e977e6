package dev.imagescan.agent.packages.bitnami;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

class BitnamiCataloguerTest {

  private static final String DOCUMENT = "opt/bitnami/redis/.spdx-redis.spdx";
  private static final String COMPONENTS = "opt/bitnami/.bitnami_components.json";

  @Test
  void the_packages_of_a_product_are_those_that_bitnami_built() {
    assertEquals(
        List.of(
            Package.of(PackageType.BITNAMI, "redis", "7.0.5-1")
                .license(new License("BSD-3-Clause", Evidence.DECLARED))
                .at(DOCUMENT)),
        read(
                DOCUMENT,
                """
                {"spdxVersion": "SPDX-2.3", "name": "no", "packages": [
                  {"name": "redis", "versionInfo": "7.0.5-1", "licenseDeclared": "NOASSERTION",
                   "licenseConcluded": "BSD-3-Clause", "externalRefs": [
                     {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a"},
                     {"referenceType": "purl", "referenceLocator": "pkg:bitnami/redis@7.0.5-1"}]},
                  {"name": "other", "versionInfo": "1", "externalRefs": [
                     {"referenceType": "purl", "referenceLocator": "pkg:npm/other@1"}]}, 7, []],
                 "relationships": [{"packages": [1]}]}
                """)
            .packages());
  }

  @Test
  void the_list_of_older_images_is_read() {
    assertEquals(
        List.of(Package.of(PackageType.BITNAMI, "redis", "6.2.1-0").at(COMPONENTS)),
        read(COMPONENTS, "{\"redis\": {\"arch\": \"amd64\", \"version\": \"6.2.1-0\"}}")
            .packages());
  }

  @Test
  void a_component_that_cannot_be_is_a_problem() {
    assertEquals(
        List.of(new Catalogue.Problem(COMPONENTS, Unreadable.MALFORMED)),
        read(COMPONENTS, "{\"a\\u001b\": {\"version\": \"1\"}, \"b\": [1], \"c\": {}}").problems());
  }

  @Test
  void no_bytes_throw() {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      "\"packages\":",
      "\"name\":",
      "\"a\"",
      "\"externalRefs\":",
      ",",
      "1",
      "\"referenceLocator\":",
      "\"pkg:bitnami/a@1\"",
      "\"versionInfo\":"
    };
    for (long seed = 0; seed < 2000; seed++) {
      String text = "{\"packages\":[{" + Garbage.of(seed, pieces);
      for (Catalogue.Problem problem : read(DOCUMENT, text).problems()) {
        assertEquals(Unreadable.MALFORMED, problem.why(), text);
      }
    }
  }

  private static Catalogue read(String path, String text) {
    return Cataloguers.read(new MapRoot().with(path, text), List.of(new BitnamiCataloguer()));
  }
}
