package dev.imagescan.agent.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void plain_text_stays_as_it_is() {
    assertEquals("/var/lib/dpkg/status", Printable.of("/var/lib/dpkg/status"));
    assertEquals("/größe/日本/😀", Printable.of(bytes("/größe/日本/😀")));
  }

  @Test
  void what_could_steer_a_terminal_is_spelled_out() {
    assertEquals("a\\x0ab\\x1b[2J\\x7f", Printable.of("a\nb\u001b[2J\u007f"));
    assertEquals("\\x9b31m", Printable.of(bytes("\u009b31m")));
    assertEquals("\\u202egnp.exe", Printable.of(bytes("\u202egnp.exe")));
    assertEquals("a\\u200bb", Printable.of(bytes("a\u200bb")));
  }

  @Test
  void bytes_that_are_no_text_are_spelled_out() {
    assertEquals("\\xff\\xfe", Printable.of("\u00ff\u00fe"));
    assertEquals("\\xc3", Printable.of("\u00c3"));
    assertEquals("\\xc0\\xaf", Printable.of("\u00c0\u00af"));
    assertEquals("\\xed\\xa0\\x80", Printable.of("\u00ed\u00a0\u0080"));
  }

  @Test
  void what_is_spelled_out_cannot_be_forged() {
    assertEquals("\\\\x0a", Printable.of("\\x0a"));
  }

  @Test
  void long_text_is_cut_with_an_ellipsis() {
    assertEquals("abc…", Printable.of("abcdefgh", 4));
    assertEquals("abcd", Printable.of("abcd", 4));
    String cut = Printable.of(bytes("😀".repeat(10)), 4);
    assertEquals("😀…", cut);
    assertTrue(Printable.of("\n".repeat(100), 10).length() <= 10);
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
