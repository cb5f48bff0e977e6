package dev.imagescan.agent.packages.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestTest {

  @Test
  void attributes_go_on_in_lines_that_begin_with_a_blank() throws IOException {
    Manifest manifest =
        read("Manifest-Version: 1.0\r\nBundle-License: http://a\r\n .b/c\r\n d\r\n");
    assertEquals("http://a.b/cd", manifest.get("bundle-license"));
  }

  @Test
  void sections_count_where_the_main_attributes_say_nothing() throws IOException {
    Manifest manifest = read("A: main\n\nName: org/a/\nA: section\nImplementation-Version: 2\n");
    assertEquals("main", manifest.get("A"));
    assertEquals("2", manifest.get("Implementation-Version"));
  }

  @Test
  void a_symbolic_name_has_directives_behind_it() throws IOException {
    assertEquals("org.a", read("Bundle-SymbolicName: org.a;singleton:=true\n").symbolicName());
  }

  @Test
  void lines_without_end_and_without_a_name_are_bounded() throws IOException {
    assertEquals("", read(": x\n no name\n").get(""));
    assertEquals(4096, read("A: " + ("x".repeat(70) + "\n ").repeat(2000)).get("A").length() + 1);
  }

  private static Manifest read(String text) throws IOException {
    return Manifest.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
