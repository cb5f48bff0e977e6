package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.Programs;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import dev.imagescan.agent.root.Unreadable;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpmCataloguerTest {

  private static final String MANIFEST = "var/lib/rpmmanifest/container-manifest-2";

  @Test
  void a_package_has_its_declared_licence_its_architecture_and_its_source() {
    Package bash =
        only(
            HeaderBytes.of("bash-libs", "5.1.8", "6.el9")
                .numbers(Tag.EPOCH, 2)
                .text(Tag.LICENSE, "GPLv3+ and MIT")
                .text(Tag.SOURCERPM, "bash-5.1.8-6.el9.src.rpm"));
    assertEquals(PackageType.RPM, bash.type());
    assertEquals("bash-libs 2:5.1.8-6.el9", Rpm.name(bash));
    assertEquals("x86_64", bash.architecture());
    assertEquals("bash", bash.source());
    assertEquals(new License("GPL-3.0-or-later AND MIT", Evidence.DECLARED), bash.license());
    assertEquals(Rpm.SQLITE, bash.path());
  }

  @Test
  void the_epoch_0_and_no_epoch_are_written_as_rpm_s_tools_do() {
    assertEquals("1-1", only(HeaderBytes.of("a", "1", "1")).version());
    assertEquals("0:1-1", only(HeaderBytes.of("a", "1", "1").numbers(Tag.EPOCH, 0)).version());
  }

  @Test
  void a_source_of_the_same_name_goes_without_saying() {
    assertNull(
        only(HeaderBytes.of("a-b", "1", "1").text(Tag.SOURCERPM, "a-b-1-1.src.rpm")).source());
    assertEquals(
        "c", only(HeaderBytes.of("a-b", "1", "1").text(Tag.SOURCERPM, "c-1-1.nosrc.rpm")).source());
    assertNull(only(HeaderBytes.of("a", "1", "1").text(Tag.SOURCERPM, "(none)")).source());
  }

  @Test
  void keys_are_no_packages() {
    byte[] key =
        new HeaderBytes()
            .text(Tag.NAME, "gpg-pubkey")
            .text(Tag.VERSION, "fd431d51")
            .text(Tag.RELEASE, "4ae0493b")
            .bytes();
    Catalogue catalogue = Rpm.read(Rpm.SQLITE, sqlite(key, header("a")));
    assertEquals(List.of("a 1-1"), Rpm.names(catalogue));
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void all_kinds_are_read_in_all_places_by_what_they_are() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/rpm/rpmdb.sqlite", sqlite(header("a")))
            .with("usr/lib/sysimage/rpm/Packages.db", NdbBytes.of(List.of(header("b"))))
            .with("usr/share/rpm/Packages", berkeley(header("c")))
            .with("var/lib/rpm/Packages", NdbBytes.of(List.of(header("d"))))
            .with("usr/share/rpm/other", sqlite(header("e")));
    Catalogue catalogue = Rpm.read(root);
    assertEquals(List.of("a 1-1", "b 1-1", "c 1-1", "d 1-1"), Rpm.names(catalogue));
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void the_same_package_in_two_databases_is_one() {
    MapRoot root =
        new MapRoot()
            .with("var/lib/rpm/rpmdb.sqlite", sqlite(header("a")))
            .with("usr/lib/sysimage/rpm/rpmdb.sqlite", sqlite(header("a")));
    assertEquals(List.of("a 1-1"), Rpm.names(Rpm.read(root)));
  }

  @Test
  void nothing_there_is_no_problem_and_neither_is_an_empty_database() {
    assertEquals(List.of(), Rpm.read(new MapRoot()).problems());
    Catalogue empty = Rpm.read(Rpm.SQLITE, new byte[0]);
    assertEquals(List.of(), empty.problems());
    assertEquals(List.of(), empty.packages());
  }

  @Test
  void what_is_no_database_is_told() {
    for (String text : List.of("root:x:0:0:", "SQLite format 3\0", "RpmP", "x".repeat(10_000))) {
      Catalogue catalogue = Rpm.read(new MapRoot().with(Rpm.BERKELEY, text));
      assertEquals(
          List.of(new Catalogue.Problem(Rpm.BERKELEY, Unreadable.MALFORMED)),
          catalogue.problems(),
          text);
    }
  }

  @Test
  void names_and_versions_that_are_none_are_told_once_and_the_others_read() {
    Catalogue catalogue =
        Rpm.read(
            Rpm.SQLITE,
            sqlite(
                header("../../etc"),
                header("a\u001b[2J"),
                header("x".repeat(256)),
                HeaderBytes.of("b", "", "1").bytes(),
                HeaderBytes.of("b", "1\n", "1").bytes(),
                HeaderBytes.of("b", "2:1", "1").bytes(),
                new HeaderBytes().text(Tag.NAME, "b").bytes(),
                new byte[100],
                header("good")));
    assertEquals(List.of("good 1-1"), Rpm.names(catalogue));
    assertEquals(List.of("Malformed"), Rpm.problems(catalogue));
  }

  @Test
  void a_header_of_nine_megabytes_is_too_large_and_the_others_are_read() {
    byte[] large = HeaderBytes.of("large", "1", "1").padded(9 << 20).bytes();
    for (byte[] database :
        List.of(
            sqlite(large, header("a")),
            berkeley(large, header("a")),
            NdbBytes.of(List.of(large, header("a"))))) {
      Catalogue catalogue = Rpm.read(Rpm.SQLITE, database);
      assertEquals(List.of("a 1-1"), Rpm.names(catalogue));
      assertEquals(List.of("TooLarge"), Rpm.problems(catalogue));
    }
  }

  @Test
  void files_that_make_no_sense_cost_no_package() {
    HeaderBytes header =
        HeaderBytes.of("a", "1", "1")
            .texts(Tag.BASENAMES, "b")
            .texts(Tag.DIRNAMES, "/")
            .numbers(Tag.DIRINDEXES, 1 << 30);
    Catalogue catalogue = Rpm.read(Rpm.SQLITE, sqlite(header.bytes()));
    assertEquals(List.of("a 1-1"), Rpm.names(catalogue));
    assertEquals(List.of("Malformed"), Rpm.problems(catalogue));
  }

  @Test
  void programs_that_a_package_installed_are_its() {
    HeaderBytes header =
        HeaderBytes.of("a", "1", "1")
            .texts(Tag.BASENAMES, "program", "other")
            .texts(Tag.DIRNAMES, "/usr/bin/", "/opt/a/")
            .numbers(Tag.DIRINDEXES, 0, 1);
    MapRoot root =
        new MapRoot()
            .with(Rpm.SQLITE, sqlite(header.bytes()))
            .with("usr/bin/program", "")
            .with("opt/a/program", "");
    assertEquals(List.of("opt/a/program"), Programs.ownedByNobody(root, new RpmCataloguer()));
  }

  @Test
  void an_image_without_rpm_has_a_manifest() {
    String line = "%s\t%s\t1653816591\t1653753130\tVendor\t%s\t580\t%s\t%s\t%s\n";
    Catalogue catalogue =
        Rpm.read(
            new MapRoot()
                .with(
                    MANIFEST,
                    line.formatted("glibc", "2.35-2.cm2", "(none)", "x86_64", "0", "g-1-1.src.rpm")
                        + line.formatted(
                            "vim", "9.0-1.cm2", "2", "x86_64", "2", "vim-9.0-1.src.rpm")
                        + "nonsense\n"));
    assertEquals(List.of("glibc 2.35-2.cm2", "vim 2:9.0-1.cm2"), Rpm.names(catalogue));
    assertEquals("g", catalogue.packages().getFirst().source());
    assertEquals(License.UNKNOWN, catalogue.packages().getFirst().license());
    assertEquals(List.of("Malformed"), Rpm.problems(catalogue));
  }

  @Test
  void the_same_database_gives_the_same_catalogue() {
    byte[] database = sqlite(header("b"), header("a"), header("c"));
    assertEquals(Rpm.read(Rpm.SQLITE, database), Rpm.read(Rpm.SQLITE, database));
    assertEquals(List.of("a 1-1", "b 1-1", "c 1-1"), Rpm.names(Rpm.read(Rpm.SQLITE, database)));
  }

  private static Package only(HeaderBytes header) {
    Catalogue catalogue = Rpm.read(Rpm.SQLITE, sqlite(header.bytes()));
    assertEquals(List.of(), catalogue.problems());
    return catalogue.packages().getFirst();
  }

  private static byte[] header(String name) {
    return HeaderBytes.of(name, "1", "1").bytes();
  }

  private static byte[] sqlite(byte[]... headers) {
    return SqliteBytes.of(4096, "Packages", Arrays.asList(headers));
  }

  private static byte[] berkeley(byte[]... headers) {
    return BerkeleyBytes.of(ByteOrder.LITTLE_ENDIAN, 4096, false, Arrays.asList(headers));
  }
}
