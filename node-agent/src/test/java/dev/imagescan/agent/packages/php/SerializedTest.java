package dev.imagescan.agent.packages.php;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializedTest {

  @Test
  void texts_are_found_among_values_of_all_kinds() throws UnreadableException {
    assertEquals(
        List.of("0=null", "b=x\"y", "c=null", "1=null", "e=", "f=z"),
        members(
            "a:6:{i:0;i:-5;s:1:\"b\";s:3:\"x\"y\";s:1:\"c\";a:1:{i:0;a:0:{}}i:1;N;s:1:\"e\";s:0:\"\";"
                + "s:1:\"f\";s:1:\"z\";}"));
    assertEquals(List.of("a=null", "b=null"), members("a:2:{s:1:\"a\";d:1.5E+25;s:1:\"b\";b:1;}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i:1;",
        "a:1:{",
        "a:1:{s:1:\"a\";",
        "a:1:{s:9999999999:\"a\";i:1;}",
        "a:1:{s:2147483647:\"a\";i:1;}",
        "a:1:{s:-1:\"a\";i:1;}",
        "a:1:{s:1:\"a\"i:1;}",
        "a:1:{s:1:\"a\";O:3:\"Foo\":0:{}}",
        "a:1:{s:1:\"a\";r:1;}",
        "a:1:{N;N;}",
        "a:1:{i:0;i:11111111111111111111111111111111111111111;}",
      })
  void what_is_not_so_is_malformed(String bytes) {
    assertEquals(
        Unreadable.MALFORMED, assertThrows(UnreadableException.class, () -> members(bytes)).why());
  }

  @Test
  void deep_nesting_is_malformed() {
    String deep = "a:1:{i:0;".repeat(100_000) + "}".repeat(100_000);
    assertThrows(UnreadableException.class, () -> members(deep));
  }

  @Test
  void counts_are_not_believed() throws UnreadableException {
    assertEquals(List.of("0=x"), members("a:2147483647:{i:0;s:1:\"x\";}"));
  }

  @Test
  void no_bytes_throw_anything_else() {
    String[] pieces = {
      "a:1:{", "}", "s:1:\"a\";", "s:4:\"name\";", "i:0;", "N;", "s:", "\"", ";", "9"
    };
    for (long seed = 0; seed < 5000; seed++) {
      String bytes = "a:1:{" + Garbage.of(seed, pieces);
      try {
        RegisteredPackage.read("x.reg", bytes);
      } catch (UnreadableException e) {
        assertEquals(Unreadable.MALFORMED, e.why(), bytes);
      }
    }
  }

  private static List<String> members(String bytes) throws UnreadableException {
    List<String> members = new ArrayList<>();
    Serialized value = new Serialized("x.reg", bytes);
    value.each(key -> members.add(key + "=" + value.text()));
    return members;
  }
}
