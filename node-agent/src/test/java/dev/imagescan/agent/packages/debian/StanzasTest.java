package dev.imagescan.agent.packages.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.Garbage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StanzasTest {

  @Test
  void fields_are_found_in_any_case_and_others_are_left_out() throws IOException {
    assertEquals(
        List.of(Map.of("package", "a", "version", "1"), Map.of("package", "b")),
        stanzas("PACKAGE: a\nVersion:1\nOther: x\n\n\n \nPackage:  b  \n"));
  }

  @Test
  void continuation_lines_belong_to_their_field() throws IOException {
    assertEquals(
        List.of(Map.of("version", "1\n two\n\t.\n three", "package", "a")),
        stanzas("Version: 1\n two\n\t.\n three\nOther: x\n y\nPackage: a"));
  }

  @Test
  void a_value_may_begin_on_the_second_line() throws IOException {
    assertEquals(List.of(Map.of("version", "\n one")), stanzas("Version:\n one\n"));
  }

  @Test
  void comments_and_lines_that_are_nothing_are_passed_over() throws IOException {
    assertEquals(
        List.of(Map.of("package", "a", "version", "1")),
        stanzas("# hello\nPackage: a\n# Version: 0\nnonsense\n more\nVersion: 1\n"));
  }

  @Test
  void nul_bytes_and_invalid_utf_8_are_bytes_like_others() throws IOException {
    assertEquals(
        List.of(Map.of("package", "a\0\u00ff")), stanzas("Package: a\0\u00ff\n\0Version: 1\n"));
  }

  @Test
  void a_value_is_cut_at_the_bound_and_the_rest_of_the_file_is_read() throws IOException {
    byte[] end = "\nVersion: 1\n".getBytes(StandardCharsets.ISO_8859_1);
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream("Package: ".getBytes(StandardCharsets.ISO_8859_1)),
            new SequenceInputStream(
                Garbage.repeated('x', 1L << 30), new ByteArrayInputStream(end)));
    assertEquals(
        Map.of("package", "x".repeat(20), "version", "1"),
        new Stanzas(in, Set.of("package", "version"), 20).next());
  }

  private static List<Map<String, String>> stanzas(String text) throws IOException {
    Stanzas stanzas =
        new Stanzas(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
            Set.of("package", "version"),
            1000);
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> next = stanzas.next(); next != null; next = stanzas.next()) {
      all.add(next);
    }
    return all;
  }
}
