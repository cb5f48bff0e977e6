package dev.imagescan.agent.packages.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Cataloguers;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.packages.PackageType;
import dev.imagescan.agent.packages.elf.ElfWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WellKnownTest {

  private record Example(String path, String found, byte[] constants) {}

  private static List<Example> examples() {
    try (InputStream in = WellKnownTest.class.getResourceAsStream("well-known-examples.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .map(line -> line.split(" \\| ", 3))
          .map(fields -> new Example(fields[0], fields[1], bytes(fields[2])))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String escaped) {
    return escaped.replace("\\0", "\0").replace("\\n", "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  @TestFactory
  Stream<DynamicTest> every_example_is_found() {
    return examples().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.path() + " is " + example.found(),
                    () ->
                        assertEquals(
                            List.of(example.found()),
                            names(read(example.path(), example.constants())))));
  }

  @TestFactory
  Stream<DynamicTest> every_line_of_the_tables_finds_an_example_by_itself() {
    List<Example> examples = examples();
    return Stream.concat(
            WellKnown.lines("well-known.txt").stream(),
            WellKnown.lines("well-known-texts.txt").stream())
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line,
                    () ->
                        assertTrue(
                            examples.stream().anyMatch(example -> finds(line, example)),
                            "no example for " + line)));
  }

  private static boolean finds(String line, Example example) {
    Search search = new Search(new WellKnown(List.of(line)).candidates(example.path()));
    ByteArrayInputStream in = new ByteArrayInputStream(example.constants());
    try {
      search.through(
          (_, into, offset, length) -> in.readNBytes(into, offset, length), in.available());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return search.found().stream()
        .anyMatch(
            each ->
                example
                    .found()
                    .equals(
                        name(each.candidate().type(), each.candidate().name(), each.version())));
  }

  @Test
  void nobody_guesses_the_licence_of_a_program() {
    for (Package each : read("usr/bin/node", bytes("node.js/v20.17.0\\0")).packages()) {
      assertEquals(License.UNKNOWN, each.license());
    }
  }

  @Test
  void a_text_counts_in_files_of_the_programs_name_only() {
    assertEquals(List.of(), names(read("usr/bin/nodes", bytes("node.js/v20.17.0\\0"))));
    assertEquals(List.of(), names(read("usr/bin/python3", bytes("\\03.11.7\\0"))));
    assertEquals(List.of(), names(read("usr/lib/node.so", bytes("node.js/v20.17.0\\0"))));
    assertEquals(List.of(), names(read("usr/lib/other/zip.so", bytes("\\01.21.1\\0Zip"))));
  }

  @Test
  void code_and_what_is_for_debuggers_is_not_searched() {
    byte[] text = bytes("node.js/v20.17.0\\0");
    byte[] elf =
        new ElfWriter()
            .with(".text", 6, 0x400000, text)
            .with(".debug_info", 0, 0, text)
            .with(".eh_frame", ElfWriter.READ_ONLY, 0, text)
            .bytes();
    assertEquals(List.of(), names(read(new MapRoot().withProgram("usr/bin/node", elf))));
  }

  @Test
  void without_sections_the_segments_are_searched() {
    byte[] elf =
        new ElfWriter()
            .with("a", ElfWriter.READ_ONLY, 0x400000, bytes("x"))
            .with("b", ElfWriter.WRITABLE, 0x500000, bytes("node.js/v20.17.0\\0"))
            .withoutSections()
            .bytes();
    assertEquals(
        List.of("node 20.17.0"), names(read(new MapRoot().withProgram("usr/bin/node", elf))));
  }

  @Test
  void a_script_of_a_programs_name_is_not_that_program() {
    assertEquals(
        List.of(),
        names(
            read(
                new MapRoot()
                    .withProgram("usr/bin/curl", bytes("#!/bin/sh\\nexec x -A curl/7.88.1\\0")))));
  }

  @Test
  void a_version_is_found_wherever_the_pieces_that_are_read_begin_and_end() {
    byte[] text = bytes("\\0PostgreSQL 15.18 on x86_64\\0");
    Set<String> found =
        Stream.of(256 << 10, 512 << 10)
            .flatMap(
                border ->
                    Stream.iterate(border - 4000, at -> at < border + 4000, at -> at + 7)
                        .map(at -> names(read("bin/postgres", at(text, at))).toString()))
            .collect(Collectors.toSet());
    assertEquals(Set.of("[postgresql 15.18]"), found);
  }

  private static byte[] at(byte[] text, int offset) {
    byte[] all = new byte[600 << 10];
    Arrays.fill(all, (byte) 'x');
    System.arraycopy(text, 0, all, offset, text.length);
    return all;
  }

  @Test
  void megabytes_of_almost_a_version_take_no_time() {
    for (String almost :
        List.of(
            "envoy envoy_quic_\0" + "1.29.9\0",
            "envoy \0" + "1.2.9x\0" + "1.39.9\0",
            "redis-server \0" + "1.1.1aaaaaaaaaaaa-1",
            "redis-server buildkitsandbox-",
            "mysqld /mysql-",
            "deno deno-0123456789abcdef0123456789abcdef0123456789",
            "beam.smp Erlang/OTP",
            "haproxy \0" + "1.1.1-aaaaaaa",
            "java \0java\0" + "1\0" + "1.1.1",
            "traefik \0" + "999999.999999.999999")) {
      int blank = almost.indexOf(' ');
      byte[] flood =
          almost.substring(blank + 1).repeat(8 << 20 >> 4).getBytes(StandardCharsets.ISO_8859_1);
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> read("bin/" + almost.substring(0, blank), flood), almost);
    }
  }

  private static Catalogue read(String path, byte[] constants) {
    List<String> texts = WellKnown.TEXTS.names();
    boolean isText = texts.contains(path.substring(path.lastIndexOf('/') + 1));
    return read(
        new MapRoot().withProgram(path, isText ? constants : ElfWriter.withConstants(constants)));
  }

  private static Catalogue read(MapRoot root) {
    return Cataloguers.read(root, List.of(new BinaryCataloguer(), new ScriptCataloguer()));
  }

  private static List<String> names(Catalogue catalogue) {
    return catalogue.packages().stream()
        .map(each -> name(each.type(), each.name(), each.version()))
        .toList();
  }

  private static String name(PackageType type, String name, String version) {
    String prefix = type == PackageType.GENERIC ? "" : type.purlType() + ":";
    return prefix + name + " " + version;
  }
}
