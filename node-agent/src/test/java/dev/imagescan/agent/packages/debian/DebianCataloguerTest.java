package dev.imagescan.agent.packages.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Unreadable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebianCataloguerTest {

  private static final String STATUS = "var/lib/dpkg/status";

  @Test
  void an_installed_package_has_its_epoch_architecture_and_source() {
    MapRoot root =
        new MapRoot()
            .with(
                STATUS,
                """
                Package: libfoo1
                Status: install ok installed
                Priority: optional
                Architecture: amd64
                Multi-Arch: same
                Source: foo (1:2.0-1)
                Version: 1:2.0-1+b1
                Description: words
                 Version: not this one
                """);
    assertEquals(
        List.of(
            Package.of(PackageType.DEB, "libfoo1", "1:2.0-1+b1")
                .architecture("amd64")
                .source("foo")
                .at(STATUS)),
        read(root).packages());
  }

  @Test
  void two_architectures_of_one_package_are_two() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, installed("libfoo1", "1", "amd64") + installed("libfoo1", "1", "i386"));
    assertEquals(
        List.of("amd64", "i386"),
        read(root).packages().stream().map(Package::architecture).toList());
  }

  @Test
  void packages_count_when_something_of_them_is_there_beyond_configuration() {
    StringBuilder status = new StringBuilder();
    List<String> states =
        List.of(
            "install ok installed",
            "hold ok installed",
            "install ok unpacked",
            "install ok half-configured",
            "install reinstreq half-installed",
            "install ok triggers-pending",
            "deinstall ok config-files",
            "purge ok not-installed");
    for (int i = 0; i < states.size(); i++) {
      status.append("Package: p%d\nStatus: %s\nVersion: 1\n\n".formatted(i, states.get(i)));
    }
    assertEquals(
        List.of("p0", "p1", "p2", "p3", "p4", "p5"),
        names(read(new MapRoot().with(STATUS, status.toString()))));
  }

  @Test
  void a_distroless_image_has_a_file_a_package_and_md5sums_beside_it() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12\n")
            .with("var/lib/dpkg/status.d/base.md5sums", "Package: no\nVersion: 1\n")
            .with("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a-0\n")
            .with("usr/share/doc/tzdata/copyright", "It is in the public domain. ");
    Catalogue catalogue = read(root);
    assertEquals(List.of("base-files", "tzdata"), names(catalogue));
    assertEquals(
        new License("LicenseRef-public-domain", Evidence.TEXT),
        catalogue.packages().get(1).license());
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void a_machine_readable_copyright_file_gives_all_its_files_stanzas() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, installed("foo", "1", "all"))
            .with(
                "usr/share/doc/foo/copyright",
                """
                Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
                License: Apache-2.0

                Files: *
                License: GPL-2+ or Expat

                Files: debian/*
                License: GPL-2+

                License: GPL-2+
                 Text.
                """);
    assertEquals(
        new License("(GPL-2.0-or-later OR MIT) AND GPL-2.0-or-later", Evidence.FILE),
        read(root).packages().getFirst().license());
  }

  @Test
  void without_a_copyright_file_of_its_own_the_list_of_files_names_one() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, installed("foo", "1", "amd64"))
            .with(
                "var/lib/dpkg/info/foo:amd64.md5sums",
                "d41d8cd98f00b204e9800998ecf8427e  usr/bin/foo\n"
                    + "d41d8cd98f00b204e9800998ecf8427e  usr/share/doc/foo-base/copyright\n")
            .with("usr/share/doc/foo-base/copyright", "under the same terms as Perl itself");
    assertEquals(
        "Artistic-1.0-Perl OR GPL-1.0-or-later",
        read(root).packages().getFirst().license().expression());
  }

  @Test
  void of_the_lists_of_files_only_the_first_is_read() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, installed("foo", "1", "amd64"))
            .with("var/lib/dpkg/info/foo.list", "/.\n/usr\n/usr/bin\n/usr/bin/foo\n")
            .with("var/lib/dpkg/info/foo.md5sums", "")
            .with("usr/share/doc/foo/copyright", "GPLv2+");
    read(root);
    assertEquals(
        List.of(STATUS, "var/lib/dpkg/info/foo.list", "usr/share/doc/foo/copyright"),
        root.opened());
  }

  @Test
  void nothing_there_is_no_problem() {
    Catalogue catalogue = read(new MapRoot());
    assertEquals(List.of(), catalogue.packages());
    assertEquals(List.of(), catalogue.problems());
    assertFalse(catalogue.truncated());
  }

  @Test
  void a_system_that_is_all_in_usr_has_its_database_there() {
    MapRoot root =
        new MapRoot()
            .with("usr/lib/dpkg/status", installed("a", "1", "all"))
            .with("usr/lib/dpkg/status.d/b", "Package: b\nVersion: 1\n")
            .with("usr/lib/dpkg/status.d/b.preinst", "#!/bin/sh\n");
    assertEquals(List.of("a", "b"), names(read(root)));
    assertEquals(List.of(), read(root).problems());
  }

  @Test
  void what_stands_in_the_place_of_the_database_is_named() {
    MapRoot root =
        new MapRoot()
            .refusing(STATUS, Unreadable.NOT_REGULAR)
            .refusing("var/lib/dpkg/status.d", Unreadable.OTHER_MOUNT);
    assertEquals(
        List.of(
            new Catalogue.Problem(STATUS, Unreadable.NOT_REGULAR),
            new Catalogue.Problem("var/lib/dpkg/status.d", Unreadable.OTHER_MOUNT)),
        read(root).problems());
  }

  @Test
  void another_file_in_the_place_of_the_database_is_told_once() {
    MapRoot root = new MapRoot().with(STATUS, "root:*:19000:0:99999:7:::\n\nbin:*:19000::::::\n");
    assertEquals(
        List.of(new Catalogue.Problem(STATUS, Unreadable.MALFORMED)), read(root).problems());
    assertEquals(List.of(), read(new MapRoot().with(STATUS, "\n\n")).problems());
  }

  @Test
  void a_licence_that_cannot_be_read_costs_no_package() {
    MapRoot root =
        new MapRoot()
            .with(STATUS, installed("a", "1", "all") + installed("b", "1", "all"))
            .refusing("usr/share/doc/a/copyright", Unreadable.NOT_REGULAR)
            .with("usr/share/doc/b/copyright", 1L << 40, () -> Garbage.repeated('x', 1L << 40));
    Catalogue catalogue = read(root);
    assertEquals(List.of("a", "b"), names(catalogue));
    assertEquals(
        List.of(
            new Catalogue.Problem("usr/share/doc/a/copyright", Unreadable.NOT_REGULAR),
            new Catalogue.Problem("usr/share/doc/b/copyright", Unreadable.TOO_LARGE)),
        catalogue.problems());
  }

  @Test
  void a_name_that_is_none_is_a_problem_and_the_others_are_read() {
    MapRoot root =
        new MapRoot()
            .with(
                STATUS,
                installed("../../etc", "1", "all")
                    + installed("a\u001b[2J", "1", "all")
                    + installed("good", "1", "all")
                    + installed("bad", "1\u0000", "all"));
    Catalogue catalogue = read(root);
    assertEquals(List.of("good"), names(catalogue));
    assertEquals(Unreadable.MALFORMED, catalogue.problems().getFirst().why());
  }

  @Test
  void a_database_without_end_stops_at_the_budget_and_keeps_what_was_found() {
    Budget.Limits limits =
        new Budget.Limits(1000, 50L << 20, 50L << 20, 10, Duration.ofSeconds(30));
    MapRoot root =
        new MapRoot(limits)
            .with(STATUS, 1L << 50, () -> Garbage.repeated('\n', 1L << 50))
            .with("var/lib/dpkg/status.d/a", "Package: a\nVersion: 1\n");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          Catalogue catalogue = read(root);
          assertTrue(catalogue.truncated());
          assertEquals(
              new Catalogue.Problem(STATUS, Unreadable.BUDGET_SPENT),
              catalogue.problems().getFirst());
        });
  }

  @Test
  void more_packages_than_an_honest_system_has_are_cut_and_it_says_so() {
    MapRoot root = new MapRoot();
    for (int i = 0; i < Catalogue.MAX_PACKAGES + 5; i++) {
      root.with("var/lib/dpkg/status.d/p" + i, "Package: p" + i + "\nVersion: 1\n");
    }
    Catalogue catalogue = read(root);
    assertEquals(Catalogue.MAX_PACKAGES, catalogue.packages().size());
    assertTrue(catalogue.truncated(), "nobody learns that there are more");
  }

  @Test
  void no_database_throws() {
    for (long seed = 0; seed < 500; seed++) {
      String text =
          Garbage.of(
              seed,
              "Package: a\n",
              "Status: install ok installed\n",
              "Version: 1\n",
              "\n",
              " x\n",
              "Source: b (1)\n",
              "Architecture: all\n");
      Catalogue catalogue =
          read(new MapRoot().with(STATUS, text).with("var/lib/dpkg/status.d/x", text));
      assertTrue(catalogue.packages().stream().allMatch(p -> p.name().matches("[ab]")), text);
    }
  }

  private static String installed(String name, String version, String architecture) {
    return "Package: %s\nStatus: install ok installed\nArchitecture: %s\nVersion: %s\n\n"
        .formatted(name, architecture, version);
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new DebianCataloguer()));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(Package::name).toList();
  }
}
