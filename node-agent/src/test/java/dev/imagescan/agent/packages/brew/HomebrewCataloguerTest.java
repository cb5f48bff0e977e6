package dev.imagescan.agent.packages.brew;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class HomebrewCataloguerTest {

  private static final String BREW = "home/linuxbrew/.linuxbrew/";
  private static final String PATH = BREW + "Cellar/openssl@3/3.1.1_1/.brew/openssl@3.rb";
  private static final String FORMULA =
      "class OpensslAT3 < Formula\n  desc \"x\"\n  license \"Apache-2.0\"\n  license any_of: [\"no\"]\n";

  @Test
  void what_is_in_the_cellar_counts_and_what_a_tap_offers_does_not() {
    assertEquals(
        List.of(
            Package.of(PackageType.BREW, "openssl@3", "3.1.1_1")
                .license(new License("Apache-2.0", Evidence.DECLARED))
                .at(PATH)),
        read(
            new MapRoot()
                .with(PATH, FORMULA)
                .with(BREW + "Library/Taps/a/b/Formula/wget.rb", FORMULA)));
  }

  @Test
  void of_several_licences_the_formula_alone_knows_how_they_belong_together() {
    assertEquals(
        License.UNKNOWN,
        read(new MapRoot().with(PATH, "  license any_of: [\"MIT\", \"Apache-2.0\"]\n\u0000"))
            .getFirst()
            .license());
  }

  private static List<Package> read(MapRoot root) {
    return Cataloguers.read(root, List.of(new HomebrewCataloguer())).packages();
  }
}
