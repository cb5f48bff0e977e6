package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.PackageType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmCataloguerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVA_VERSION=\"21.0.4\";JAVA_RUNTIME_VERSION=\"21.0.4+7-LTS\" | oracle/openjdk@21.0.4+7-LTS",
        "JAVA_VERSION=\"1.8.0_422\";FULL_VERSION=\"1.8.0_422-b05\"    | oracle/openjdk@1.8.0_422-b05",
        "JAVA_VERSION=\"17\";FULL_VERSION=\"9.1\"                      | oracle/openjdk@17",
        "JAVA_VERSION=\"17\";IMPLEMENTOR=\"Azul Systems, Inc.\"        | azul/zulu@17",
        "JAVA_VERSION=\"22\";IMPLEMENTOR=\"Oracle Corporation\"        | oracle/jdk@22",
        "JAVA_VERSION=\"8\";IMPLEMENTOR=\"IBM Corporation\"            | ibm/java@8",
      })
  void a_release_file_tells_vendor_product_and_version(String text, String expected) {
    assertEquals(
        List.of(expected), names(new MapRoot().with("opt/jvm/release", text.replace(';', '\n'))));
  }

  @Test
  void other_files_of_that_name_are_no_problem() {
    MapRoot root = new MapRoot().with("etc/release", "NAME=x\n").with("release", "\u0000=\n=\n");
    Catalogue catalogue = Cataloguers.read(root, List.of(new JvmCataloguer()));
    assertEquals(List.of(), catalogue.packages());
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void the_runtime_of_this_test_is_found() throws IOException {
    Path release = Path.of(System.getProperty("java.home"), "release");
    MapRoot root = new MapRoot().with("opt/java/release", Files.readAllBytes(release));
    assertEquals(
        System.getProperty("java.runtime.version"),
        Cataloguers.read(root, List.of(new JvmCataloguer())).packages().getFirst().version());
  }

  private static List<String> names(MapRoot root) {
    return Cataloguers.read(root, List.of(new JvmCataloguer())).packages().stream()
        .filter(each -> each.type() == PackageType.GENERIC)
        .map(each -> each.name() + "@" + each.version())
        .toList();
  }
}
