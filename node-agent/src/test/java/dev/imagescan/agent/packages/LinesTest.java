package dev.imagescan.agent.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

  @Test
  void lines_end_at_newlines_and_at_the_end_of_the_file() throws IOException {
    assertEquals(List.of("a", "", "b"), lines("a\n\nb"));
    assertEquals(List.of("a", "b"), lines("a\nb\n"));
    assertEquals(List.of(), lines(""));
  }

  @Test
  void every_byte_comes_through() throws IOException {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c == '\n' ? 'n' : c);
    }
    assertEquals(List.of(all.toString()), lines(all.toString()));
  }

  @Test
  void a_line_that_spans_buffers_is_one_line() throws IOException {
    String first = "x".repeat(64 * 1024 - 10);
    assertEquals(
        List.of(first.substring(0, Lines.MAX_LENGTH), "y".repeat(100), "z"),
        lines(first + "\n" + "y".repeat(100) + "\nz"));
  }

  @Test
  void a_line_of_four_gigabytes_is_cut_and_the_next_one_read() throws IOException {
    long fourGigabytes = 4L << 30;
    Lines lines =
        new Lines(
            new SequenceInputStream(
                Garbage.repeated('x', fourGigabytes),
                new ByteArrayInputStream("\nnext".getBytes(StandardCharsets.ISO_8859_1))));
    assertEquals("x".repeat(Lines.MAX_LENGTH), lines.next());
    assertEquals("next", lines.next());
    assertNull(lines.next());
  }

  private static List<String> lines(String text) throws IOException {
    Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    List<String> all = new ArrayList<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      all.add(line);
    }
    return all;
  }
}
