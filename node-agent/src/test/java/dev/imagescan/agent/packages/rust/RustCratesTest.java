package dev.imagescan.agent.packages.rust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.binary.BinaryCataloguer;
import dev.imagescan.agent.packages.elf.ElfWriter;
import dev.imagescan.agent.root.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RustCratesTest {

  private static final String LIST =
      """
      {"packages":[
        {"name":"adler","version":"1.0.2","source":"crates.io","features":["default",{"a":[1]}]},
        {"name":"cc","version":"1.0.79","source":"crates.io","kind":"build"},
        {"name":"local","version":"0.2.0","source":"local","kind":"runtime","dependencies":[0]},
        {"name":"tool","version":"0.1.0","source":"local","dependencies":[0,2],"root":true}
      ],"format":1}
      """;

  private static final List<String> FOUND = List.of("adler 1.0.2", "local 0.2.0", "tool 0.1.0");

  @Test
  void a_program_is_its_crates_without_those_that_built_it() throws IOException {
    Catalogue catalogue = read(zlib(LIST.getBytes(StandardCharsets.UTF_8)));
    assertEquals(FOUND, names(catalogue));
    assertEquals(List.of(), catalogue.problems());
  }

  @Test
  void a_program_without_a_list_is_nothing() {
    assertEquals(
        List.of(),
        names(
            Cataloguers.read(
                new MapRoot()
                    .withProgram(
                        "bin/tool",
                        ElfWriter.withConstants("rustc".getBytes(StandardCharsets.UTF_8))),
                List.of(new BinaryCataloguer()))));
  }

  @Test
  void a_list_that_is_cut_off_gives_what_was_read_and_a_problem() throws IOException {
    byte[] whole = zlib(LIST.getBytes(StandardCharsets.UTF_8));
    for (int length = 1; length < whole.length; length++) {
      Catalogue catalogue = read(Arrays.copyOf(whole, length));
      assertTrue(FOUND.containsAll(names(catalogue)), "cut at " + length);
      assertTrue(List.of(Unreadable.MALFORMED).containsAll(whys(catalogue)), "cut at " + length);
    }
    assertEquals(List.of(Unreadable.MALFORMED), whys(read(Arrays.copyOf(whole, whole.length / 2))));
  }

  @Test
  void what_is_no_list_is_a_problem() throws IOException {
    for (String text :
        List.of(
            "",
            "[]",
            "{}",
            "{\"packages\":{}}",
            "{\"packages\":[1]}",
            "{\"packages\":[{\"name\":\"a\"}]}",
            "{\"packages\":[{\"name\":\"a\\u001b[2J\",\"version\":\"1\"}]}",
            "{\"packages\":[{\"name\":\"a\",\"version\":[\"1\"]}]}",
            "{\"packages\":" + "[".repeat(100_000),
            "{\"packages\":[{\"name\":\"" + "x".repeat(1 << 20) + "\",\"version\":\"1\"}]}",
            "not JSON")) {
      Catalogue catalogue = read(zlib(text.getBytes(StandardCharsets.UTF_8)));
      assertEquals(List.of(), names(catalogue), () -> start(text));
      assertEquals(List.of(Unreadable.MALFORMED), whys(catalogue), () -> start(text));
    }
  }

  @Test
  void a_gigabyte_that_was_pressed_into_a_megabyte_is_a_problem_and_takes_no_memory()
      throws IOException {
    ByteArrayOutputStream pressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(pressed)) {
      byte[] blanks = new byte[1 << 20];
      Arrays.fill(blanks, (byte) ' ');
      for (int i = 0; i < 1000; i++) {
        out.write(blanks);
      }
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertEquals(
                List.of(Unreadable.MALFORMED),
                whys(read(Arrays.copyOf(pressed.toByteArray(), 1 << 20)))));
  }

  @Test
  void a_list_of_more_than_a_megabyte_is_not_read() {
    assertEquals(List.of(Unreadable.TOO_LARGE), whys(read(new byte[(1 << 20) + 1])));
  }

  @Test
  void random_damage_is_no_trouble() throws IOException {
    byte[] text = LIST.getBytes(StandardCharsets.UTF_8);
    byte[] pressed = zlib(text);
    for (long seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = (seed % 2 == 0 ? text : pressed).clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Catalogue catalogue = read(seed % 2 == 0 ? zlib(changed) : changed);
      assertTrue(List.of(Unreadable.MALFORMED).containsAll(whys(catalogue)), "seed " + seed);
    }
  }

  @Test
  void a_program_that_cargo_auditable_has_built(@TempDir Path folder)
      throws IOException, InterruptedException {
    if (!runs(folder, "cargo", "auditable", "--version")) {
      NotRun.because(RustCratesTest.class, "cargo auditable is not installed");
    }
    for (String name : List.of("near", "tool")) {
      Files.createDirectories(folder.resolve(name + "/src"));
      Files.writeString(
          folder.resolve(name + "/Cargo.toml"),
          "[package]\nname = \"%s\"\nversion = \"0.3.0\"\nedition = \"2021\"\n".formatted(name)
              + (name.equals("tool") ? "[dependencies]\nnear = { path = \"../near\" }\n" : ""));
    }
    Files.writeString(folder.resolve("near/src/lib.rs"), "pub const WORD: &str = \"near\";\n");
    Files.writeString(
        folder.resolve("tool/src/main.rs"), "fn main() { println!(\"{}\", near::WORD); }\n");
    assertTrue(
        runs(folder.resolve("tool"), "cargo", "auditable", "build", "--release", "--offline"),
        "cargo auditable build fails");
    byte[] program = Files.readAllBytes(folder.resolve("tool/target/release/tool"));
    assertEquals(
        List.of("near 0.3.0", "tool 0.3.0"),
        names(
            Cataloguers.read(
                new MapRoot().withProgram("bin/tool", program), List.of(new BinaryCataloguer()))));
  }

  private static boolean runs(Path folder, String... command)
      throws IOException, InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      try (InputStream out = process.getInputStream()) {
        out.readAllBytes();
      }
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 60));
  }

  private static Catalogue read(byte[] section) {
    byte[] elf =
        new ElfWriter()
            .with(".text", 6, 0x400000, new byte[16])
            .with(".dep-v0", 0, 0, section)
            .bytes();
    return Cataloguers.read(
        new MapRoot().withProgram("bin/tool", elf), List.of(new BinaryCataloguer()));
  }

  private static byte[] zlib(byte[] text) throws IOException {
    ByteArrayOutputStream pressed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(pressed)) {
      out.write(text);
    }
    return pressed.toByteArray();
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream().map(each -> each.name() + " " + each.version()).toList();
  }

  private static List<Unreadable> whys(Catalogue catalogue) {
    return catalogue.problems().stream().map(Catalogue.Problem::why).toList();
  }
}
