package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.packages.java.PomXml.Declared;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaLicensesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bundle-License: Apache-2.0                                               | Apache-2.0",
        "Bundle-License: http://www.apache.org/licenses/LICENSE-2.0.txt           | Apache-2.0",
        "Bundle-License: MIT;link=\"https://a.b/c,d\";description=\"x, y\"         | MIT",
        "Bundle-License: \"Some words\";link=\"https://opensource.org/licenses/MIT\" | MIT",
        "Bundle-License: The Apache License, Version 2.0                          | Apache-2.0",
        "Bundle-License: Apache-2.0, https://www.eclipse.org/legal/epl-v20.html   | Apache-2.0 OR EPL-2.0",
        "Bundle-License: <<EXTERNAL>>                                             | none",
        "Plugin-License-Name: MIT License                                         | MIT",
        "Other: MIT                                                               | none",
      })
  void a_manifest_declares_licences_by_names_and_addresses(String line, String expected)
      throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(
        expected, shown(JavaLicenses.ofManifest(Manifest.read(new ByteArrayInputStream(bytes)))));
  }

  @Test
  void any_of_a_projects_licences_may_be_chosen() {
    List<Declared> declared =
        List.of(
            new Declared("Eclipse Public License - v 1.0", null),
            new Declared(null, "https://www.gnu.org/licenses/old-licenses/lgpl-2.1.html"));
    assertEquals("EPL-1.0 OR LGPL-2.1-only", shown(JavaLicenses.ofProject(declared)));
    assertEquals("none", shown(JavaLicenses.ofProject(List.of(new Declared(null, null)))));
  }

  private static String shown(Optional<LicenseExpression> license) {
    return license.map(LicenseExpression::toString).orElse("none");
  }
}
