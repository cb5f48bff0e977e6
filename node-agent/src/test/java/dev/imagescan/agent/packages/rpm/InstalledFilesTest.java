package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstalledFilesTest {

  @Test
  void a_path_is_a_directory_and_a_base_name() throws MalformedException {
    assertEquals(
        List.of("/usr/bin/a", "/usr/bin/b", "/etc/c", "/usr/bin/d"),
        files(
            new HeaderBytes()
                .texts(Tag.BASENAMES, "a", "b", "c", "d")
                .texts(Tag.DIRNAMES, "/etc/", "/usr/bin/")
                .numbers(Tag.DIRINDEXES, 1, 1, 0, 1)));
  }

  @Test
  void the_oldest_packages_have_whole_paths() throws MalformedException {
    assertEquals(
        List.of("/etc/a", "/etc/b"),
        files(new HeaderBytes().texts(Tag.OLDFILENAMES, "/etc/a", "/etc/b").padded(100)));
  }

  @Test
  void a_package_without_files_has_none() throws MalformedException {
    assertEquals(List.of(), files(HeaderBytes.of("a", "1", "1")));
  }

  @Test
  void numbers_of_directories_that_are_not_there_end_the_list() {
    for (int index : new int[] {2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      List<String> found = new ArrayList<>();
      HeaderBytes header =
          new HeaderBytes()
              .texts(Tag.BASENAMES, "a", "b")
              .texts(Tag.DIRNAMES, "/etc/", "/usr/")
              .numbers(Tag.DIRINDEXES, 0, index);
      assertThrows(
          MalformedException.class,
          () -> InstalledFiles.each(HeaderTest.header(header), found::add));
      assertEquals(List.of("/etc/a"), found);
    }
  }

  @Test
  void one_long_directory_does_not_make_gigabytes_of_paths() {
    String[] names = new String[50_000];
    Arrays.fill(names, "a");
    HeaderBytes header =
        new HeaderBytes()
            .texts(Tag.BASENAMES, names)
            .texts(Tag.DIRNAMES, "/" + "d".repeat(4000) + "/", "/")
            .numbers(Tag.DIRINDEXES, new int[names.length]);
    long[] length = {0};
    assertThrows(
        MalformedException.class,
        () -> InstalledFiles.each(HeaderTest.header(header), path -> length[0] += path.length()));
    assertTrue(length[0] < 4L * header.bytes().length, length[0] + " characters of paths");
  }

  @Test
  void a_hundred_thousand_files_are_all_told() throws MalformedException {
    String[] names = new String[100_000];
    Arrays.setAll(names, i -> "name-" + i);
    HeaderBytes header =
        new HeaderBytes()
            .texts(Tag.BASENAMES, names)
            .texts(Tag.DIRNAMES, "/usr/share/doc/")
            .numbers(Tag.DIRINDEXES, new int[names.length]);
    assertEquals(100_000, files(header).size());
  }

  private static List<String> files(HeaderBytes header) throws MalformedException {
    List<String> found = new ArrayList<>();
    InstalledFiles.each(HeaderTest.header(header), found::add);
    return found;
  }
}
