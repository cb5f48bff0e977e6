package dev.imagescan.agent.packages.golang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.binary.BinaryCataloguer;
import dev.imagescan.agent.packages.elf.ElfWriter;
import dev.imagescan.agent.root.Unreadable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoModulesTest {

  private static final String MODULES =
      "path\texample.com/tool/cmd\n"
          + "mod\texample.com/tool\tv1.2.3\th1:x=\n"
          + "dep\tgolang.org/x/sys\tv0.1.0\th1:y=\n"
          + "dep\tgithub.com/A/b\tv2.0.0+incompatible\n"
          + "=>\tgithub.com/fork/b\tv2.0.1\th1:z=\n"
          + "dep\texample.com/near\tv0.5.0\n"
          + "=>\t./near\t(devel)\t\n"
          + "build\tGOARCH=amd64\n";

  private static final String MIT =
      """
      Permission is hereby granted, free of charge, to any person obtaining a copy of this software
      and associated documentation files (the "Software"), to deal in the Software without
      restriction, including without limitation the rights to use, copy, modify, merge, publish,
      distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
      Software is furnished to do so, subject to the following conditions:

      The above copyright notice and this permission notice shall be included in all copies or
      substantial portions of the Software.

      THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
      BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
      NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
      DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
      OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
      """;

  private static final List<String> FOUND =
      List.of(
          "example.com/near (devel)",
          "example.com/tool v1.2.3",
          "github.com/fork/b v2.0.1",
          "golang.org/x/sys v0.1.0",
          "stdlib 1.22.1");

  @Test
  void a_program_is_its_module_the_modules_in_it_and_the_standard_library() {
    Catalogue catalogue = read(GoProgram.elf("go1.22.1", MODULES));
    assertEquals(FOUND, names(catalogue));
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void the_standard_library_has_gos_licence_and_modules_none_that_is_known() {
    read(GoProgram.elf("go1.22.1", MODULES))
        .packages()
        .forEach(
            each ->
                assertEquals(
                    each.name().equals("stdlib") ? "BSD-3-Clause" : License.NOASSERTION,
                    each.license().expression(),
                    each.name()));
  }

  @Test
  void a_modules_licence_is_in_gos_cache_of_modules_if_that_is_there() {
    for (String cache : List.of("go/pkg/mod", "root/go/pkg/mod", "home/ann/go/pkg/mod")) {
      MapRoot root =
          new MapRoot()
              .withProgram("bin/tool", GoProgram.elf("", "dep\tgithub.com/A/b\tv2.0.0\n"))
              .with(cache + "/github.com/!a/b@v2.0.0/LICENSE", MIT)
              .with(cache + "/github.com/!a/b@v2.0.0/b.go", "package b");
      assertEquals(
          List.of(new License("MIT", License.Evidence.TEXT)),
          Cataloguers.read(root, List.of(new BinaryCataloguer())).packages().stream()
              .map(Package::license)
              .toList(),
          cache);
    }
  }

  @Test
  void both_word_sizes_and_byte_orders_of_the_format_up_to_go_1_17_are_read() {
    for (boolean wide : new boolean[] {true, false}) {
      for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        assertEquals(
            FOUND,
            names(read(GoProgram.withPointers("go1.22.1", MODULES, wide, order))),
            (wide ? 64 : 32) + " bits, " + order);
      }
    }
  }

  @Test
  void without_sections_it_is_found_in_the_writable_data_at_an_aligned_address() {
    byte[] info = GoProgram.inline("go1.22.1", MODULES);
    byte[] data = new byte[100_000 + info.length];
    System.arraycopy(info, 0, data, 99_992, info.length);
    // A magic that is out of line, as in a program that looks for magics itself.
    System.arraycopy(info, 0, data, 20, 32);
    byte[] elf =
        new ElfWriter()
            .with(".text", 6, 0x400000, new byte[64])
            .with(".data", ElfWriter.WRITABLE, 0x600008, data)
            .withoutSections()
            .bytes();
    assertEquals(FOUND, names(read(elf)));
  }

  @Test
  void where_its_section_was_renamed_gos_other_sections_give_it_away() {
    byte[] elf =
        new ElfWriter()
            .with(".text", 6, 0x400000, new byte[64])
            .with(".gopclntab", ElfWriter.READ_ONLY, 0x500000, new byte[16])
            .with(".hidden", ElfWriter.WRITABLE, 0x600000, GoProgram.inline("go1.22.1", MODULES))
            .bytes();
    assertEquals(FOUND, names(read(elf)));
  }

  @Test
  void the_data_of_programs_that_are_plainly_not_gos_is_not_searched() {
    byte[] elf =
        new ElfWriter()
            .with(".text", 6, 0x400000, new byte[64])
            .with(".data", ElfWriter.WRITABLE, 0x600000, new byte[4 << 20])
            .bytes();
    MapRoot root = new MapRoot().withProgram("bin/tool", elf);
    Cataloguers.read(root, List.of(new BinaryCataloguer()));
    assertTrue(root.budget().bytesRead() < 4096, "read " + root.budget().bytesRead() + " bytes");
  }

  @Test
  void a_program_without_modules_is_its_standard_library_alone() {
    assertEquals(List.of("stdlib 1.12"), names(read(GoProgram.elf("go1.12 X:none", ""))));
    assertEquals(
        List.of(), names(read(GoProgram.elf("devel +a813be8 Thu", ""))), "no release of Go");
    assertEquals(List.of(), names(read(GoProgram.elf("unknown", ""))), "scrambled on purpose");
  }

  @Test
  void the_go_command_is_go_as_well() {
    MapRoot root =
        new MapRoot()
            .withProgram("usr/local/go/bin/go", GoProgram.elf("go1.22.1", "path\tcmd/go\n"))
            .withProgram("bin/go", GoProgram.elf("go1.22.1", MODULES));
    assertEquals(
        List.of("generic go 1.22.1"),
        Cataloguers.read(root, List.of(new BinaryCataloguer())).packages().stream()
            .filter(each -> each.name().equals("go"))
            .map(each -> each.type().purlType() + " " + each.name() + " " + each.version())
            .toList());
  }

  @Test
  void the_module_of_files_that_were_built_by_themselves_is_told_by_what_came_from_a_directory() {
    assertEquals(
        List.of("example.com/tool v1.4.0", "golang.org/x/sys v0.1.0"),
        names(
            read(
                GoProgram.elf(
                    "",
                    "path\tcommand-line-arguments\n"
                        + "dep\texample.com/tool\t(devel)\t\n"
                        + "dep\tgolang.org/x/sys\tv0.1.0\n"
                        + "build\t-ldflags=\"-X main.version=v1.4.0\"\n"))));
  }

  @Test
  void names_that_cannot_be_shown_are_a_problem_and_not_packages() {
    Catalogue catalogue =
        read(
            GoProgram.elf(
                "go1.22.1",
                "dep\ta\u001b[2J\tv1\ndep\tb\tv1 \ndep\tc\tv1\n"
                    + "dep\td/\tv1\ndep\t/e\tv1\ndep\tf//g\tv1\ndep\t\tv1\ndep\t%s\tv1\n"
                        .formatted("h".repeat(256))));
    assertEquals(List.of("c v1", "stdlib 1.22.1"), names(catalogue));
    assertEquals(List.of(Unreadable.MALFORMED), whys(catalogue));
  }

  @ParameterizedTest
  @ValueSource(ints = {2 << 20, 100 << 20, Integer.MAX_VALUE})
  void modules_of_megabytes_are_a_problem_and_not_read(int claimed) {
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(GoProgram.bytes("\u00ff Go buildinf:\u0008\u0002" + "\0".repeat(16)));
    GoProgram.varint(info, 8);
    info.writeBytes(GoProgram.bytes("go1.22.1"));
    GoProgram.varint(info, claimed);
    info.writeBytes(new byte[2 << 20]);
    byte[] elf =
        new ElfWriter()
            .with(".go.buildinfo", ElfWriter.WRITABLE, GoProgram.ADDRESS, info.toByteArray())
            .bytes();
    MapRoot root = new MapRoot().withProgram("bin/tool", elf);
    Catalogue catalogue = Cataloguers.read(root, List.of(new BinaryCataloguer()));
    assertEquals(List.of(), catalogue.packages());
    assertEquals(List.of(Unreadable.MALFORMED), whys(catalogue));
    assertTrue(root.budget().bytesRead() < 1 << 20, "read " + root.budget().bytesRead());
  }

  @Test
  void a_program_that_is_cut_off_anywhere_gives_a_part_or_a_problem() {
    for (byte[] whole :
        List.of(
            GoProgram.elf("go1.22.1", MODULES),
            GoProgram.withPointers("go1.22.1", MODULES, true, ByteOrder.LITTLE_ENDIAN))) {
      for (int length = 0; length < whole.length; length++) {
        Catalogue catalogue = read(Arrays.copyOf(whole, length));
        assertTrue(
            FOUND.containsAll(names(catalogue)), "cut at " + length + ": " + names(catalogue));
        assertTrue(List.of(Unreadable.MALFORMED).containsAll(whys(catalogue)), "at " + length);
      }
    }
  }

  @Test
  void random_damage_is_no_trouble() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] elf =
                seed % 2 == 0
                    ? GoProgram.elf("go1.22.1", MODULES)
                    : GoProgram.withPointers("go1.22.1", MODULES, true, ByteOrder.LITTLE_ENDIAN);
            for (int i = random.nextInt(6); i >= 0; i--) {
              elf[random.nextInt(elf.length)] = (byte) random.nextInt();
            }
            assertTrue(List.of(Unreadable.MALFORMED).containsAll(whys(read(elf))), "seed " + seed);
          }
        });
  }

  private static Catalogue read(byte[] elf) {
    return Cataloguers.read(
        new MapRoot().withProgram("bin/tool", elf), List.of(new BinaryCataloguer()));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream()
        .map((Package each) -> each.name() + " " + each.version())
        .toList();
  }

  private static List<Unreadable> whys(Catalogue catalogue) {
    return catalogue.problems().stream().map(Catalogue.Problem::why).toList();
  }
}
