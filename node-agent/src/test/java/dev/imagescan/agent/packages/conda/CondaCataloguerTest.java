package dev.imagescan.agent.packages.conda;

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

class CondaCataloguerTest {

  private static final String PATH = "opt/conda/conda-meta/zlib-1.2.13-h5eee18b_0.json";

  @Test
  void a_package_of_an_environment_is_found() {
    assertEquals(
        List.of(
            Package.of(PackageType.CONDA, "zlib", "1.2.13")
                .license(new License("Zlib", Evidence.DECLARED))
                .at(PATH)),
        read("{\"name\": \"zlib\", \"files\": [{\"name\": \"no\"}], \"license\": \"Zlib\","
                + " \"version\": \"1.2.13\"}")
            .packages());
  }

  @Test
  void a_record_without_a_proper_name_is_a_problem() {
    for (String text : List.of("{}", "[", "{\"name\": \"a\\u001b\", \"version\": \"1\"}", "7")) {
      assertEquals(
          List.of(new Catalogue.Problem(PATH, Unreadable.MALFORMED)), read(text).problems(), text);
    }
  }

  private static Catalogue read(String text) {
    return Cataloguers.read(
        new MapRoot().with(PATH, text).with("etc/x.json", text), List.of(new CondaCataloguer()));
  }
}
