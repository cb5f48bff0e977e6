package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.util.Optional;

/** Tells rpm's kinds of database apart, by what is in the file and not by its name. */
final class RpmDatabase {

  /** The first bytes of a file that tell its kind. */
  private static final int MAGIC_LENGTH = 16;

  /** Opens the log beside the database, if there is one. */
  interface Log {
    Optional<DatabaseFile> open() throws IOException;
  }

  private RpmDatabase() {}

  /**
   * Hands over the headers of all packages.
   *
   * @param log of what SQLite has not yet written into the database itself
   * @throws MalformedException when the file is none of the kinds, or is too broken to go on
   */
  static void read(DatabaseFile file, Log log, Headers headers) throws IOException {
    if (file.size() == 0) {
      readEmpty(file, log, headers);
      return;
    }
    byte[] magic = file.bytes(0, MAGIC_LENGTH);
    if (SqliteDatabase.isOne(magic)) {
      new SqliteDatabase(SqlitePages.of(file, log), headers).read();
    } else if (NdbDatabase.isOne(magic)) {
      new NdbDatabase(file, headers).read();
    } else {
      BerkeleyDatabase.of(file, headers).read();
    }
  }

  /** SQLite takes an empty file for an empty database, whose pages may all be in the log. */
  private static void readEmpty(DatabaseFile file, Log log, Headers headers) throws IOException {
    SqlitePages pages = SqlitePages.of(file, log);
    if (!pages.isEmpty()) {
      new SqliteDatabase(pages, headers).read();
    }
  }
}
