package dev.imagescan.agent.packages.dotnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Catalogue.Problem;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.root.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NuspecCataloguerTest {

  private static final String PLACE = "root/.nuget/packages/serilog/2.10.0/serilog.nuspec";

  @ParameterizedTest
  @CsvSource({
    "<license type=\"expression\">Apache-2.0 OR MIT</license>, Apache-2.0 OR MIT",
    "<licenseUrl>https://licenses.nuget.org/MIT</licenseUrl>, MIT",
    "<licenseUrl>https://some.where/else</licenseUrl>, NOASSERTION",
    "<license type=\"file\">LICENSE.txt</license>, NOASSERTION",
    "'', NOASSERTION",
  })
  void an_unpacked_package_declares_its_licence(String license, String expected) {
    var found = read(PLACE, nuspec("2.10.0", license)).packages().getFirst();
    assertEquals("Serilog 2.10.0", found.name() + " " + found.version());
    assertEquals(expected, found.license().expression());
  }

  @Test
  void a_file_to_make_a_package_with_is_none() {
    assertEquals(List.of(), read("src/serilog/serilog.nuspec", nuspec("1", "")).packages());
  }

  @Test
  void one_without_a_proper_version_is_malformed() {
    assertEquals(
        List.of(new Problem(PLACE, Unreadable.MALFORMED)),
        read(PLACE, nuspec("$version$", "")).problems());
  }

  private static String nuspec(String version, String license) {
    return """
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata><id>Serilog</id><version>%s</version>%s</metadata>
        </package>
        """
        .formatted(version, license);
  }

  private static Catalogue read(String path, String text) {
    return Cataloguers.read(new MapRoot().with(path, text), List.of(new NuspecCataloguer()));
  }
}
