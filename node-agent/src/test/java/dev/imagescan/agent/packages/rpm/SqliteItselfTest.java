package dev.imagescan.agent.packages.rpm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.imagescan.agent.packages.NotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what SQLite itself writes, by the library that comes with Python. */
class SqliteItselfTest {

  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /** Row number n is n * 37 % 9000 bytes of the value n % 251. */
  private static final String PROGRAM =
      """
      import shutil, sqlite3, sys
      folder, page_size, log = sys.argv[1], sys.argv[2], sys.argv[3] == "log"
      db = sqlite3.connect(folder + "/db", isolation_level=None)
      db.execute("PRAGMA page_size = " + page_size)
      if log:
          db.execute("PRAGMA journal_mode = WAL")
          db.execute("PRAGMA wal_autocheckpoint = 0")
      db.execute("CREATE TABLE other (a, b)")
      db.execute("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
      def add(numbers):
          db.execute("BEGIN")
          for n in numbers:
              db.execute("INSERT INTO Packages (hnum, blob) VALUES (?, ?)", (n, bytes([n % 251]) * (n * 37 % 9000)))
              db.execute("INSERT INTO other VALUES (?, ?)", (n, "x" * n))
          db.execute("COMMIT")
      add(range(1, 400))
      if log:
          db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      add(range(400, 500))
      db.execute("DELETE FROM Packages WHERE hnum % 10 = 0")
      shutil.copy(folder + "/db", folder + "/copy")
      if log:
          shutil.copy(folder + "/db-wal", folder + "/copy-wal")
      """;

  @TempDir Path folder;

  @BeforeEach
  void isThere() {
    if (!Files.isExecutable(PYTHON)) {
      NotRun.because(getClass(), "needs " + PYTHON);
    }
  }

  @Test
  void five_hundred_rows_come_back_from_pages_of_every_size() throws Exception {
    for (int pageSize = 512; pageSize <= 65536; pageSize *= 2) {
      write(pageSize, "none");
      expect(Rpm.Read.of(copy(""), null), 499, pageSize);
    }
  }

  @Test
  void what_was_committed_to_the_log_counts() throws Exception {
    for (int pageSize : new int[] {512, 4096, 65536}) {
      write(pageSize, "log");
      expect(Rpm.Read.of(copy(""), copy("-wal")), 499, pageSize);
    }
  }

  @Test
  void without_the_log_the_database_is_as_it_was_before() throws Exception {
    write(4096, "log");
    assertEquals(399, Rpm.Read.of(copy(""), null).headers().size());
    assertEquals(399, Rpm.Read.of(copy(""), new byte[0]).headers().size());
  }

  @Test
  void a_log_that_breaks_off_counts_up_to_the_last_commit() throws Exception {
    write(4096, "log");
    byte[] log = copy("-wal");
    int lastCommit = 24 + 4096;
    byte[] torn = Arrays.copyOf(log, log.length - 1);
    assertEquals(499, Rpm.Read.of(copy(""), torn).headers().size(), "only the deletion is lost");
    byte[] wrong = log.clone();
    wrong[log.length - lastCommit + 100]++;
    assertEquals(499, Rpm.Read.of(copy(""), wrong).headers().size(), "the checksum tells");
    byte[] otherSalt = log.clone();
    otherSalt[32 + 8]++;
    assertEquals(
        399, Rpm.Read.of(copy(""), otherSalt).headers().size(), "frames of an earlier log");
  }

  private void expect(Rpm.Read read, int last, int pageSize) {
    assertEquals(List.of(), read.broken(), "pages of " + pageSize);
    int row = 0;
    for (int n = 1; n <= last; n++) {
      if (n % 10 != 0) {
        byte[] expected = new byte[n * 37 % 9000];
        Arrays.fill(expected, (byte) (n % 251));
        assertArrayEquals(expected, read.headers().get(row++), "row " + n + " of " + pageSize);
      }
    }
    assertEquals(row, read.headers().size(), "pages of " + pageSize);
  }

  private byte[] copy(String suffix) throws IOException {
    return Files.readAllBytes(folder.resolve("copy" + suffix));
  }

  private void write(int pageSize, String log) throws IOException, InterruptedException {
    for (String name : List.of("db", "db-wal", "db-shm", "copy", "copy-wal")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Process python =
        new ProcessBuilder(PYTHON.toString(), "-c", PROGRAM, folder.toString(), "" + pageSize, log)
            .inheritIO()
            .start();
    assertEquals(true, python.waitFor(1, TimeUnit.MINUTES), "python3 hangs");
    assertEquals(0, python.exitValue(), "python3 failed");
  }
}
