package dev.imagescan.agent.packages.opkg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Programs;
import dev.imagescan.agent.root.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files are written by hand here, for want of an opkg to write them. */
class OpkgCataloguerTest {

  private static final String STATUS = "usr/lib/opkg/status";
  private static final String INFO = "usr/lib/opkg/info/";

  @Test
  void a_package_s_control_file_has_its_licence_and_its_source() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, status("libubus20241020", "install ok installed"))
            .with(
                INFO + "libubus20241020.control",
                """
                Package: libubus20241020
                Version: 2024.10.20~252a9b0c-r1
                SourceName: ubus
                License: LGPL-2.1
                Architecture: x86_64
                """)
            .with(INFO + "libubus20241020.list", "/lib/libubus.so\n");
    Catalogue catalogue = read(root);
    Package found = catalogue.packages().getFirst();
    assertEquals(PackageType.OPKG, found.type());
    assertEquals("libubus20241020", found.name());
    assertEquals("1.0-r1", found.version());
    assertEquals("x86_64", found.architecture());
    assertEquals("ubus", found.source());
    assertEquals(new License("LGPL-2.1-only", Evidence.DECLARED), found.license());
    assertEquals(STATUS, found.path());
    assertEquals(1, catalogue.packages().size(), "the control file is no package of its own");
    assertEquals(List.of(), catalogue.problems());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GPL-2.0-only & MIT; GPL-2.0-only AND MIT",
        "GPL-2.0-only | MIT; GPL-2.0-only OR MIT",
        "(GPL-2.0-only|MIT)&ISC; (GPL-2.0-only OR MIT) AND ISC",
        "GPL-2.0 BSD-3-Clause; GPL-2.0-only AND BSD-3-Clause",
      })
  void licences_of_yocto_and_openwrt_are_expressions(String declared, String expected) {
    MapRoot root =
        new MapRoot()
            .with(
                "var/lib/opkg/status",
                status("a", "install ok installed").strip() + "\nLicense: " + declared + "\n");
    assertEquals(expected, read(root).packages().getFirst().license().expression());
  }

  @Test
  void programs_that_a_package_installed_are_its() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, status("a", "install user installed"))
            .with(INFO + "a.list", "/usr/bin/program\n/srv/program\t0123\n")
            .with(INFO + "b.list", "/opt/program\n")
            .with("usr/bin/program", "")
            .with("srv/program", "")
            .with("opt/program", "");
    assertEquals(List.of("opt/program"), Programs.ownedByNobody(root, new OpkgCataloguer()));
  }

  @Test
  void only_packages_that_are_there_count() {
    MapRoot root =
        new MapRoot()
            .with(
                STATUS,
                status("a", "install user installed")
                    + status("b", "install ok unpacked")
                    + status("c", "deinstall ok not-installed")
                    + status("d", "deinstall ok config-files")
                    + status("e", "nonsense"));
    assertEquals(List.of("a", "b"), names(read(root)));
  }

  @Test
  void without_a_status_file_the_control_files_are_the_packages() {
    String control = "Package: a\nVersion: 1\nArchitecture: all\nLicense: MIT\n";
    MapRoot root = new MapRoot().with(INFO + "a.control", control).with(INFO + "a.list", "/a\n");
    Package found = read(root).packages().getFirst();
    assertEquals("MIT", found.license().expression());
    assertEquals(INFO + "a.control", found.path());
  }

  @Test
  void names_that_are_none_are_told_and_the_others_read() {
    MapRoot root =
        new MapRoot()
            .with(
                STATUS,
                status("../../etc/passwd", "install ok installed")
                    + status("a\u001b", "install ok installed")
                    + status("good", "install ok installed"));
    Catalogue catalogue = read(root);
    assertEquals(List.of("good"), names(catalogue));
    assertEquals(
        List.of(new Catalogue.Problem(STATUS, Unreadable.MALFORMED)), catalogue.problems());
  }

  @Test
  void another_file_in_the_place_of_the_database_is_told() {
    MapRoot root = new MapRoot().with(STATUS, "root:*:19000:0:99999:7:::\n");
    assertEquals(
        List.of(new Catalogue.Problem(STATUS, Unreadable.MALFORMED)), read(root).problems());
  }

  @Test
  void no_file_throws() {
    for (long seed = 0; seed < 500; seed++) {
      String text =
          Garbage.of(
              seed,
              "Package: a\n",
              "Status: install ok installed\n",
              "Version: 1\n",
              "License: MIT & (\n",
              "\n",
              " x\n");
      Catalogue catalogue =
          read(
              new MapRoot()
                  .with(STATUS, text)
                  .with(INFO + "a.control", text)
                  .with(INFO + "a.list", text)
                  .with("opt/lib/opkg/info/b.control", text));
      assertTrue(catalogue.packages().stream().allMatch(p -> p.name().equals("a")), text);
      assertTrue(
          catalogue.problems().stream().noneMatch(p -> p.why().reason().equals("NotUnderstood")),
          text);
    }
  }

  private static String status(String name, String state) {
    return "Package: %s\nVersion: 1.0-r1\nStatus: %s\nArchitecture: x86_64\n\n"
        .formatted(name, state);
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new OpkgCataloguer()));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(Package::name).toList();
  }
}
