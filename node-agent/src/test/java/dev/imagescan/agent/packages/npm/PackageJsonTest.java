package dev.imagescan.agent.packages.npm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.npm.PackageJson.Named;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageJsonTest {

  @Test
  void only_what_stands_at_the_top_counts() throws IOException {
    assertEquals(
        new PackageJson("a", "1.0.0", true, List.of(new Named("MIT", null))),
        read(
            """
            {"scripts": {"name": "no", "x": [{"version": "no"}]}, "name": "a", "private": true,
             "version": "1.0.0", "license": "MIT", "author": {"name": "no"}, "files": ["name"]}
            """));
  }

  @Test
  void the_older_ways_to_name_a_licence_are_found() throws IOException {
    assertEquals(
        List.of(new Named("MIT", "https://x/")),
        licenses("{'license': {'type': 'MIT', 'url': 'https://x/'}}"));
    assertEquals(
        List.of(new Named("MIT", null), new Named("GPL-2.0", null), new Named(null, "https://y/")),
        licenses(
            "{'licenses': ['MIT', {'name': 'GPL-2.0', 'z': [1]}, 3, [], {'url': 'https://y/'}]}"));
    assertEquals(
        List.of(new Named("ISC", null)), licenses("{'licenses': ['MIT'], 'license': 'ISC'}"));
    assertEquals(List.of(), licenses("{'license': null, 'licenses': 7}"));
  }

  @Test
  void of_a_key_that_is_given_twice_the_last_counts_as_in_node() throws IOException {
    assertEquals("b", read("{\"name\": \"a\", \"name\": \"b\"}").name());
  }

  @Test
  void a_byte_order_mark_and_bytes_that_are_not_utf_8_do_no_harm() throws IOException {
    assertEquals("a", read("\u00ef\u00bb\u00bf{\"author\": \"\u00e9\", \"name\": \"a\"}").name());
  }

  @Test
  void what_is_no_object_has_no_name() throws IOException {
    assertEquals(null, read("[{\"name\": \"a\"}]").name());
    assertEquals(null, read("{\"name\": {\"name\": \"a\"}, \"version\": [\"1\"]}").name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"name\": \"a\"", "{\"a\": [}", "{'a': 1}", "{\"a\" 1}", "\u0000"})
  void what_is_not_json_is_malformed(String text) {
    assertMalformed(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(chars = {'[', '{', '"', '1', 'a', '\\'})
  void a_gigabyte_of_the_same_is_malformed(char c) {
    assertMalformed(
        new SequenceInputStream(
            new ByteArrayInputStream("{\"name\": ".getBytes(StandardCharsets.UTF_8)),
            new SequenceInputStream(
                new ByteArrayInputStream((c == '\\' ? "\"" : "").getBytes(StandardCharsets.UTF_8)),
                Garbage.repeated(c, 1L << 30))));
  }

  @Test
  void a_name_that_is_too_long_to_be_one_is_none() throws IOException {
    String text = "{\"name\": \"%s\", \"license\": \"%s\"}";
    PackageJson json = read(text.formatted("x".repeat(500_000), "y".repeat(500_000)));
    assertEquals(null, json.name());
    assertEquals(List.of(new Named(null, null)), json.licenses());
  }

  @Test
  void a_gigabyte_of_blanks_is_malformed() {
    assertMalformed(Garbage.repeated(' ', 1L << 30));
  }

  @Test
  void no_bytes_throw_anything_else() {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      "\"name\":",
      "\"a\"",
      ",",
      "\"license\":",
      "null",
      "1",
      "\\u0000",
      "\"",
      " "
    };
    for (long seed = 0; seed < 2000; seed++) {
      String text = "{" + Garbage.of(seed, pieces);
      try {
        read(text);
      } catch (UnreadableException e) {
        assertEquals(Unreadable.MALFORMED, e.why(), text);
      } catch (IOException e) {
        throw new AssertionError(text, e);
      }
    }
  }

  private static void assertMalformed(InputStream in) {
    assertEquals(
        Unreadable.MALFORMED,
        assertThrows(UnreadableException.class, () -> PackageJson.read("package.json", in)).why());
  }

  private static List<Named> licenses(String singleQuoted) throws IOException {
    return read(singleQuoted.replace('\'', '"')).licenses();
  }

  private static PackageJson read(String text) throws IOException {
    return PackageJson.read(
        "package.json", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
