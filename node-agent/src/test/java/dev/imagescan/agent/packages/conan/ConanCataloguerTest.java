package dev.imagescan.agent.packages.conan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConanCataloguerTest {

  private static final String PATH =
      "root/.conan/data/spdlog/1.11.0/_/_/package/" + "0123456789".repeat(4) + "/conaninfo.txt";

  @Test
  void a_package_in_the_store_is_named_by_its_place() {
    assertEquals(
        List.of(Package.of(PackageType.CONAN, "spdlog", "1.11.0").at(PATH)),
        Cataloguers.read(
                new MapRoot().with(PATH, "[settings]\n").with("a/conaninfo.txt", "[settings]\n"),
                List.of(new ConanCataloguer()))
            .packages());
  }
}
