package dev.imagescan.agent.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.Garbage;
import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Distribution;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OsReleaseTest {

  @Test
  void debian_names_itself() {
    assertEquals(
        Optional.of(new Distribution("debian", "12", "Debian GNU/Linux 12 (bookworm)")),
        OsRelease.parse(
            """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            ID=debian
            """));
  }

  @Test
  void quotes_and_backslashes_are_the_shells() {
    assertEquals(
        Optional.of(new Distribution("a b", "c\\d", "e\"f$g")),
        OsRelease.parse("ID='a b'\nVERSION_ID='c\\d'\nPRETTY_NAME=\"e\\\"f\\$g\"\n"));
  }

  @Test
  void comments_and_lines_without_a_value_say_nothing() {
    assertEquals(
        Optional.of(new Distribution("alpine", null, "alpine")),
        OsRelease.parse("# ID=no\nID=alpine\nVERSION_ID=\nPRETTY_NAME\n=x\n"));
  }

  @Test
  void a_file_without_an_id_names_nothing() {
    assertEquals(Optional.empty(), OsRelease.parse("NAME=x\n"));
    assertEquals(Optional.empty(), OsRelease.parse("ID=\u001b\n"));
  }

  @Test
  void terminal_escapes_and_writing_directions_are_dropped_and_long_names_cut() {
    Distribution distribution =
        OsRelease.parse("ID=a\u001b[2J\nPRETTY_NAME=\"x\u202ey\u0007" + "z".repeat(1000) + "\"\n")
            .orElseThrow();
    assertEquals("a[2J", distribution.id());
    assertEquals("xy" + "z".repeat(126), distribution.prettyName());
  }

  @Test
  void the_one_in_etc_comes_first_and_the_other_is_the_fallback() throws UnreadableException {
    MapRoot root = new MapRoot().with("usr/lib/os-release", "ID=fallback\n");
    assertEquals("fallback", OsRelease.read(root).orElseThrow().id());
    assertEquals(
        "first", OsRelease.read(root.with("etc/os-release", "ID=first\n")).orElseThrow().id());
    assertEquals(Optional.empty(), OsRelease.read(new MapRoot()));
  }

  @Test
  void something_else_in_its_place_is_a_problem_and_not_passed_over() {
    MapRoot root =
        new MapRoot()
            .refusing("etc/os-release", Unreadable.NOT_REGULAR)
            .with("usr/lib/os-release", "ID=no\n");
    UnreadableException e = assertThrows(UnreadableException.class, () -> OsRelease.read(root));
    assertEquals("etc/os-release", e.path());
  }

  @Test
  void a_file_without_end_is_read_up_to_a_bound() throws UnreadableException {
    MapRoot root =
        new MapRoot().with("etc/os-release", 1L << 50, () -> Garbage.repeated('x', 1L << 50));
    assertEquals(Optional.empty(), OsRelease.read(root));
  }

  @Test
  void no_content_throws_and_no_value_is_unprintable() {
    for (long seed = 0; seed < 1000; seed++) {
      OsRelease.parse(Garbage.of(seed, "ID=", "PRETTY_NAME=", "\"", "'", "\\", "\n", "debian"))
          .ifPresent(
              found ->
                  assertTrue(found.id().chars().noneMatch(Character::isISOControl), found.id()));
    }
  }
}
