package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** rpm's database of today: a table {@code Packages} of a number and a header. */
final class SqliteDatabase {

  static final int MAGIC_LENGTH = 16;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final int SCHEMA = 1;
  private static final int SCHEMA_TYPE = 0;
  private static final int SCHEMA_NAME = 1;
  private static final int SCHEMA_ROOT = 3;
  private static final int PACKAGES_BLOB = 1;

  private final SqlitePages pages;
  private final Headers headers;
  private long root;

  SqliteDatabase(SqlitePages pages, Headers headers) {
    this.pages = pages;
    this.headers = headers;
  }

  static boolean isOne(byte[] magic) {
    return Arrays.equals(magic, MAGIC);
  }

  /** Hands over the headers; malformed when there is no such table. */
  void read() throws IOException {
    SqliteTable table = new SqliteTable(pages);
    table.rows(SCHEMA, this::findTable, headers);
    MalformedException.unless(root > 1 && root <= Integer.MAX_VALUE);
    table.rows(
        (int) root, row -> headers.next(new SqliteRecord(row).bytes(PACKAGES_BLOB)), headers);
  }

  private void findTable(ByteBuffer row) throws MalformedException {
    SqliteRecord entry = new SqliteRecord(row);
    if (entry.text(SCHEMA_TYPE).equals("table") && entry.text(SCHEMA_NAME).equals("Packages")) {
      root = entry.integer(SCHEMA_ROOT);
    }
  }
}
