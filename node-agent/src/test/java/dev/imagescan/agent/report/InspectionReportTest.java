package dev.imagescan.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagescan.agent.licenses.LicenseNames;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.api.v1alpha1.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionReportTest {

  @Test
  void the_table_is_for_people() throws IOException {
    assertEquals(golden("inspection.txt"), Samples.written(Samples.full(), Format.TABLE));
    assertEquals(
        "unknown system in process 4711\n\nNo packages: no database of a package manager, and no package of a language.\n",
        Samples.written(Samples.empty(), Format.TABLE));
  }

  @Test
  void the_json_is_as_documented() throws IOException {
    assertEquals(golden("inspection.json"), Samples.written(Samples.full(), Format.JSON));
    assertEquals(golden("empty.json"), Samples.written(Samples.empty(), Format.JSON));
  }

  @Test
  void the_bill_of_materials_is_the_same_for_the_same_content() throws IOException {
    assertEquals(
        golden("inspection.cdx.json"), Samples.written(Samples.full(), Format.CYCLONEDX_JSON));
  }

  @Test
  void the_bill_of_materials_is_valid() throws IOException {
    for (InspectionReport report : List.of(Samples.full(), Samples.empty(), everyKindOfLicense())) {
      String bom = Samples.written(report, Format.CYCLONEDX_JSON);
      assertEquals(
          List.of(), new JsonParser().validate(bom, Version.VERSION_16), "not valid: " + bom);
    }
  }

  @Test
  void the_spdx_document_is_valid_and_the_same_for_the_same_content() throws Exception {
    assertEquals(golden("inspection.spdx.json"), Samples.written(Samples.full(), Format.SPDX_JSON));
    for (InspectionReport report : List.of(Samples.full(), Samples.empty(), everyKindOfLicense())) {
      assertEquals(List.of(), SpdxValidation.of(Samples.written(report, Format.SPDX_JSON)));
    }
  }

  @Test
  void several_file_systems_are_one_document_in_every_format() throws Exception {
    InspectionReport two =
        new InspectionReport(
            "two images",
            List.of(Samples.full().parts().getFirst(), Samples.full().parts().getFirst()),
            Samples.full().time());
    for (Format format : Format.values()) {
      assertTrue(Samples.written(two, format).contains("base-files"), format.id());
    }
    assertEquals(List.of(), SpdxValidation.of(Samples.written(two, Format.SPDX_JSON)));
    String bom = Samples.written(two, Format.CYCLONEDX_JSON);
    assertEquals(List.of(), new JsonParser().validate(bom, Version.VERSION_16));
    assertEquals(
        2,
        new ObjectMapper().readTree(Samples.written(two, Format.JSON)).get("inspections").size());
  }

  @Test
  void the_page_shows_what_a_container_says_as_text_only() throws IOException {
    Package hostile =
        Package.of(PackageType.NPM, "<script>alert(1)</script>", "1\"'&@PARTS@")
            .at("a/<img src=x onerror=alert(1)>/package.json");
    String page =
        Samples.written(
            Samples.report(
                new Distribution("x", "1", "</title><b>"),
                new Catalogue(List.of(hostile), List.of(), false)),
            Format.HTML);
    assertFalse(page.contains("<script>alert"), page);
    assertFalse(page.contains("<img"), page);
    assertFalse(page.contains("<b>"), page);
    assertTrue(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), page);
    assertTrue(page.contains("default-src 'none'"), "the page may load something");
    assertFalse(page.matches("(?s).*(?:src|href)=\"?(?:https?:)?//.*"), "the page loads something");
  }

  @Test
  void no_control_character_of_a_container_reaches_a_terminal() throws IOException {
    for (Format format : Format.values()) {
      String text = Samples.written(Samples.full(), format);
      assertFalse(
          text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n'),
          "control characters in " + format.id());
    }
  }

  @Test
  void a_package_url_escapes_what_it_must_and_names_the_distribution() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(Samples.written(Samples.full(), Format.JSON)).get("packages");
    assertEquals(
        List.of(
            "pkg:deb/debian/base-files@12.4%2Bdeb12u5?arch=amd64&distro=debian-12",
            "pkg:deb/debian/libc6@2:2.36-9~x?arch=amd64&distro=debian-12",
            "pkg:deb/debian/nobody-knows@1?distro=debian-12",
            "pkg:deb/debian/python3-idna@3.3-1?distro=debian-12",
            "pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64"),
        json.findValuesAsText("purl").stream()
            .map(url -> url.replace("%3A", ":").replace("%7E", "~"))
            .toList());
  }

  @Test
  void a_hostile_distribution_name_makes_no_invalid_url() throws IOException {
    Package one = Package.of(PackageType.APK, "a", "1");
    Catalogue catalogue = new Catalogue(List.of(one), List.of(), false);
    for (String id : List.of("a/b?c#d@e", "..", "/", "%", "ä ö")) {
      String json =
          Samples.written(
              Samples.report(new Distribution(id, "?&=#", null), catalogue), Format.JSON);
      assertTrue(json.contains("\"pkg:apk/"), id);
    }
  }

  private static InspectionReport everyKindOfLicense() {
    List<Package> packages = new ArrayList<>();
    for (String name : List.of("MIT", "GPL-2+", "Apache-1.1+", "odd", "bzip2-1.0.5", "perl")) {
      License license = new License(LicenseNames.named(name).toString(), Evidence.FILE);
      packages.add(Package.of(PackageType.DEB, "p-" + packages.size(), "1").license(license));
    }
    return Samples.report(
        new Distribution("debian", "12", null), new Catalogue(packages, List.of(), false));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = InspectionReportTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"//", "%zz", "..", "a b", "a?b#c@d", "\u00e9", "Debian"})
  void a_distribution_of_any_name_is_written_in_every_format(String id) throws IOException {
    Distribution distribution = new Distribution(id, "1/../%", null);
    Package found = Package.of(PackageType.DEB, "bash", "5%2F<>").architecture("amd64");
    InspectionReport report =
        Samples.report(distribution, new Catalogue(List.of(found), List.of(), false));
    for (Format format : Format.values()) {
      assertTrue(Samples.written(report, format).contains("bash"), format.toString());
    }
    assertTrue(Samples.written(report, Format.JSON).contains("pkg:deb/debian/bash@5"), id);
  }
}
