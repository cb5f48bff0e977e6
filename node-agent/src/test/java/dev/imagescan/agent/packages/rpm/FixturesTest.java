package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.packages.NotRun;
import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares with what another scanner reads from real databases, and our writers with theirs. */
class FixturesTest {

  private static final Path FIXTURES = Path.of("..", "..", "shared", "fixtures");

  @Test
  void a_real_ndb_has_the_packages_and_licences_that_another_scanner_reads() throws IOException {
    compare("rpm-ndb", "Packages.db");
  }

  @Test
  void a_real_berkeley_db_has_the_packages_and_licences_that_another_scanner_reads()
      throws IOException {
    compare("rpm-bdb", "Packages");
  }

  @Test
  void the_files_of_real_packages_are_found() throws IOException {
    Set<String> files = Set.copyOf(files(read("rpm-ndb", "Packages.db")));
    assertTrue(
        files.containsAll(
            Set.of("/bin/bash", "/usr/bin/sh", "/lib64/libc.so.6", "/etc/os-release")),
        "a SUSE without a shell: " + files.size() + " files");
    assertTrue(files(read("rpm-bdb", "Packages")).contains("/usr/local/bin/dive"));
  }

  @Test
  void what_our_writers_write_is_read_back_the_same() throws IOException {
    List<byte[]> headers = read("rpm-ndb", "Packages.db").headers();
    for (byte[] database :
        List.of(
            NdbBytes.of(headers),
            SqliteBytes.of(4096, "Packages", headers),
            BerkeleyBytes.of(ByteOrder.BIG_ENDIAN, 4096, false, headers))) {
      List<byte[]> again = Rpm.Read.of(database, null).headers();
      assertEquals(headers.size(), again.size());
      for (int i = 0; i < headers.size(); i++) {
        assertArrayEquals(headers.get(i), again.get(i));
      }
    }
  }

  private void compare(String folder, String name) throws IOException {
    List<String> found = new ArrayList<>();
    for (byte[] bytes : read(folder, name).headers()) {
      Header header = new Header(ByteBuffer.wrap(bytes));
      if (!InstalledPackage.isKey(header)) {
        InstalledPackage one = InstalledPackage.of(header).orElseThrow();
        String license = header.text(Tag.LICENSE, 4096).orElse("");
        found.add((one.name() + " " + one.version() + " " + license).strip());
      }
    }
    List<String> expected = Files.readAllLines(FIXTURES.resolve(folder).resolve("packages.txt"));
    assertEquals(
        String.join("\n", expected.stream().map(String::strip).sorted().toList()),
        String.join("\n", found.stream().sorted().toList()));
  }

  private static List<String> files(Rpm.Read read) throws IOException {
    List<String> files = new ArrayList<>();
    for (byte[] header : read.headers()) {
      InstalledFiles.each(new Header(ByteBuffer.wrap(header)), files::add);
    }
    return files;
  }

  private Rpm.Read read(String folder, String name) throws IOException {
    Path file = FIXTURES.resolve(folder).resolve(name);
    if (!Files.exists(file)) {
      NotRun.because(getClass(), "there is no " + file.toAbsolutePath().normalize());
    }
    Rpm.Read read = Rpm.Read.of(Files.readAllBytes(file), null);
    assertEquals(List.of(), read.broken());
    return read;
  }
}
