package dev.imagescan.agent.packages.portage;

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

/** The database is written by hand here, for want of a Portage to write it. */
class PortageCataloguerTest {

  private static final String FOLDER = "var/db/pkg/app-containers/skopeo-1.5.1/";

  @Test
  void a_package_is_its_category_and_name_with_its_version_and_licence() {
    Package skopeo =
        read(new MapRoot()
                .with(FOLDER + "CONTENTS", "dir /usr\n")
                .with(FOLDER + "LICENSE", "Apache-2.0 BSD BSD-2 CC-BY-SA-4.0 ISC MIT\n")
                .with(FOLDER + "PF", "skopeo-1.5.1\n")
                .with(FOLDER + "SLOT", "0\n"))
            .packages()
            .getFirst();
    assertEquals(PackageType.EBUILD, skopeo.type());
    assertEquals("app-containers/skopeo", skopeo.name());
    assertEquals("1.5.1", skopeo.version());
    assertEquals(
        new License(
            "Apache-2.0 AND BSD-3-Clause AND BSD-2-Clause AND CC-BY-SA-4.0 AND ISC AND MIT",
            Evidence.DECLARED),
        skopeo.license());
  }

  @ParameterizedTest
  @CsvSource({
    "sys-libs/glibc-2.38-r10, sys-libs/glibc, 2.38-r10",
    "x11-libs/gtk+-3.24.41, x11-libs/gtk+, 3.24.41",
    "media-libs/libsdl2-2.30.0_pre20240101_p3-r1, media-libs/libsdl2, 2.30.0_pre20240101_p3-r1",
    "dev-lang/python-exec-conf-2.4.6a, dev-lang/python-exec-conf, 2.4.6a",
    "virtual/w3m-0, virtual/w3m, 0",
    "app-text/docbook-xml-dtd-4.1.2-r7, app-text/docbook-xml-dtd, 4.1.2-r7",
  })
  void the_version_is_what_portage_takes_for_one(String folder, String name, String version) {
    Package found =
        read(new MapRoot().with("var/db/pkg/" + folder + "/CONTENTS", "")).packages().getFirst();
    assertEquals(name, found.name());
    assertEquals(version, found.version());
    assertEquals(License.UNKNOWN, found.license());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "|| ( MIT GPL-2+ ) BSD ; ; (MIT OR GPL-2.0-or-later) AND BSD-3-Clause",
        "|| ( ( GPL-2 free-noncomm ) LGPL-3 ) ; ; (GPL-2.0-only AND LicenseRef-free-noncomm) OR LGPL-3.0-only",
        "MIT doc? ( FDL-1.2+ ) ; ssl ; MIT",
        "MIT doc? ( FDL-1.2+ ) ; ssl doc ; MIT AND GFDL-1.2-or-later",
        "MIT !doc? ( ISC ) ; ssl ; MIT AND ISC",
        "|| ( MIT gpl? ( GPL-3 ) ) ; ssl ; MIT",
        "Apache-2.0-with-LLVM-exceptions ; ; Apache-2.0 WITH LLVM-exception",
        "metapackage ; ; NOASSERTION",
        "|| MIT ; ; NOASSERTION",
        "( MIT ; ; NOASSERTION",
        "MIT ) ISC ; ; NOASSERTION",
        "MIT doc? ISC ; ; NOASSERTION",
      })
  void licences_are_read_with_their_choices_and_conditions(
      String license, String use, String expected) {
    MapRoot root =
        new MapRoot().with(FOLDER + "CONTENTS", "").with(FOLDER + "LICENSE", license + "\n");
    if (use != null) {
      root.with(FOLDER + "USE", use + " " + use + "\n");
    }
    assertEquals(expected, read(root).packages().getFirst().license().expression());
  }

  @Test
  void a_condition_holds_when_nothing_is_said_of_flags() {
    MapRoot root =
        new MapRoot()
            .with(FOLDER + "CONTENTS", "")
            .with(FOLDER + "LICENSE", "MIT doc? ( FDL-1.2 ) !doc? ( ISC )");
    assertEquals(
        "MIT AND GFDL-1.2-only AND ISC", read(root).packages().getFirst().license().expression());
  }

  @Test
  void brackets_without_end_are_no_licence() {
    MapRoot root =
        new MapRoot()
            .with(FOLDER + "CONTENTS", "")
            .with(FOLDER + "LICENSE", "( ".repeat(4000) + ") ".repeat(4000));
    assertEquals(License.UNKNOWN, read(root).packages().getFirst().license());
  }

  @Test
  void a_folder_that_is_no_package_s_is_told_and_other_files_are_not_opened() {
    MapRoot root =
        new MapRoot()
            .with("var/db/pkg/sys-libs/-MERGING-glibc-2.38/CONTENTS", "")
            .with("var/db/pkg/sys-libs/glibc/CONTENTS", "")
            .with("var/db/pkg/sys-libs/a-1\u001b/CONTENTS", "")
            .with("srv/CONTENTS", "")
            .with("var/db/pkg/CONTENTS", "");
    Catalogue catalogue = read(root);
    assertEquals(List.of(), catalogue.packages());
    assertEquals(3, root.opened().size());
    assertTrue(catalogue.problems().stream().allMatch(p -> p.why() == Unreadable.MALFORMED));
    assertEquals(3, catalogue.problems().size());
  }

  @Test
  void programs_that_a_package_installed_are_its() {
    String sum = "0123456789abcdef0123456789abcdef";
    MapRoot root =
        new MapRoot()
            .with(
                FOLDER + "CONTENTS",
                "dir /opt/program\nobj /usr/bin/program %s 1700000000\nobj /opt/a b/program %s 1\n"
                        .formatted(sum, sum)
                    + "sym /srv/program -> ../bin/other 1700000000\n")
            .with("usr/bin/program", "")
            .with("opt/a b/program", "")
            .with("srv/program", "")
            .with("opt/program", "");
    assertEquals(List.of("opt/program"), Programs.ownedByNobody(root, new PortageCataloguer()));
  }

  @Test
  void no_contents_and_no_licence_throw() {
    for (long seed = 0; seed < 500; seed++) {
      String text =
          Garbage.of(
              seed,
              "obj /a ",
              "0".repeat(32),
              " 12\n",
              "sym /a -> b 1\n",
              "|| ",
              "( ",
              ") ",
              "x? ");
      Catalogue catalogue =
          read(
              new MapRoot()
                  .with(FOLDER + "CONTENTS", text)
                  .with(FOLDER + "USE", text)
                  .with(FOLDER + "LICENSE", text));
      assertEquals(1, catalogue.packages().size(), text);
      assertEquals(List.of(), catalogue.problems(), text);
    }
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new PortageCataloguer()));
  }
}
