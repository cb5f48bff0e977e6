package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.imagescan.agent.packages.MapRoot;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpmFilesTest {

  private static final String DATABASE = "usr/lib/sysimage/rpm/Packages.db";

  @Test
  void each_wanted_file_has_its_own_checksum() throws IOException {
    HeaderBytes header =
        HeaderBytes.of("coreutils", "9", "1")
            .texts(Tag.BASENAMES, "", "cat", "ls", "link")
            .texts(Tag.DIRNAMES, "/", "/usr/bin/")
            .numbers(Tag.DIRINDEXES, 0, 1, 1, 1)
            .texts(Tag.FILEDIGESTS, "", "aa", "bb", "")
            .numbers(Tag.FILEDIGESTALGO, 8)
            .padded(100);
    assertEquals(
        List.of(
            new RpmFiles.File("coreutils", "/usr/bin/ls", "SHA-256", "bb"),
            new RpmFiles.File("coreutils", "/usr/bin/link", "SHA-256", "")),
        files(header, "/usr/bin/l"));
  }

  @Test
  void old_packages_have_md5() throws IOException {
    HeaderBytes header =
        HeaderBytes.of("old", "1", "1")
            .texts(Tag.BASENAMES, "a")
            .texts(Tag.DIRNAMES, "/etc/")
            .numbers(Tag.DIRINDEXES, 0)
            .texts(Tag.FILEDIGESTS, "cc")
            .padded(100);
    assertEquals(List.of(new RpmFiles.File("old", "/etc/a", "MD5", "cc")), files(header, "/etc/"));
  }

  @Test
  void a_broken_database_is_a_problem_and_none_is_not() throws IOException {
    RpmFiles.each(new MapRoot(), _ -> true, _ -> {});
    MapRoot broken = new MapRoot().with(DATABASE, "no database at all, whatever it is called");
    assertThrows(UnreadableException.class, () -> RpmFiles.each(broken, _ -> true, _ -> {}));
  }

  private static List<RpmFiles.File> files(HeaderBytes header, String prefix) throws IOException {
    List<RpmFiles.File> files = new ArrayList<>();
    RpmFiles.each(
        new MapRoot().with(DATABASE, NdbBytes.of(List.of(header.bytes()))),
        path -> path.startsWith(prefix),
        files::add);
    return files;
  }
}
