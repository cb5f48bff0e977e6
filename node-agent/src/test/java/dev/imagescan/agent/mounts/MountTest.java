package dev.imagescan.agent.mounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.linux.Stat.Device;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountTest {

  @Test
  void a_line_has_its_fields() {
    Mount mount =
        parse(
            "36 35 98:0 /mnt1 /mnt2 rw,noatime shared:7 master:1 unknown:3 - ext3 /dev/root"
                + " rw,errors=continue");
    assertEquals(
        new Mount(
            36,
            35,
            new Device(98, 0),
            "/mnt1",
            "/mnt2",
            "rw,noatime",
            "shared:7 master:1",
            "ext3",
            "/dev/root",
            "rw,errors=continue"),
        mount);
  }

  @Test
  void names_with_spaces_newlines_and_backslashes_are_unescaped() {
    Mount mount = parse("1 2 0:9 / /a\\040b\\012c\\134d\\043 rw - tmpfs no\\040ne rw");
    assertEquals("/a b\nc\\d#", mount.mountPoint());
    assertEquals("no ne", mount.source());
  }

  @Test
  void an_empty_source_is_empty() {
    assertEquals("", parse("1 2 0:9 / /mnt rw - tmpfs  rw").source());
  }

  @Test
  void a_mount_point_called_dash_is_not_the_separator() {
    assertEquals("ext4", parse("1 2 8:1 - - rw - ext4 /dev/sda1 rw").type());
  }

  @Test
  void a_backslash_that_escapes_nothing_stays() {
    assertEquals("\\9\\", Mount.unescape("\\9\\"));
    assertEquals("\\08", Mount.unescape("\\08"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 2 3",
        "a b c d e f - g h i",
        "1 2 0:9 / /mnt rw shared:1 ext4 /dev/sda1 rw",
        "1 2 09 / /mnt rw - ext4 /dev/sda1 rw",
        "99999999999 2 0:9 / /mnt rw - ext4 /dev/sda1 rw",
        "1 2 0:9 / /mnt rw -"
      })
  void what_is_no_line_of_a_mount_table_is_passed_over(String line) {
    assertEquals(Optional.empty(), Mount.parse(line));
  }

  private static Mount parse(String line) {
    return Mount.parse(line).orElseThrow();
  }
}
