package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.packages.rpm.Header.Tag;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Gives what is written here to other packages: any bytes as a header, in all databases. */
public final class RpmShapes {

  private static final int PAGE = 512;

  private RpmShapes() {}

  /** A package with files. */
  public static byte[] header() {
    return HeaderBytes.of("a", "1", "1")
        .texts(Tag.BASENAMES, "b", "c")
        .texts(Tag.DIRNAMES, "/usr/bin/", "/etc/")
        .numbers(Tag.DIRINDEXES, 0, 1)
        .numbers(Tag.EPOCH, 3)
        .text(Tag.LICENSE, "MIT and (GPLv2+ or BSD)")
        .bytes();
  }

  /** In SQLite's. */
  public static byte[] sqlite(byte[] header) {
    return SqliteBytes.of(PAGE, "Packages", List.of(header, header));
  }

  /** In SUSE's. */
  public static byte[] ndb(byte[] header) {
    return NdbBytes.of(List.of(header));
  }

  /** In Berkeley DB's. */
  public static byte[] berkeley(byte[] header, boolean onPage) {
    return BerkeleyBytes.of(
        onPage ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, PAGE, onPage, List.of(header));
  }

  /** The pages behind the first of a database of SQLite's. */
  public static byte[] pages() {
    byte[] database = sqlite(HeaderBytes.of("logged", "2", "2").bytes());
    return Arrays.copyOfRange(database, PAGE, database.length);
  }

  /** A good database of SQLite, a mark, and a log that puts these bytes over its second page. */
  public static byte[] log(byte[] page, String mark) {
    SqliteLogBytes log = new SqliteLogBytes(PAGE, ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < page.length && at < 64 * PAGE; at += PAGE) {
      log.page(2 + at / PAGE, 8, Arrays.copyOfRange(page, at, at + PAGE));
    }
    byte[] between = mark.getBytes(StandardCharsets.ISO_8859_1);
    byte[] database = sqlite(header());
    database[19] = 2;
    byte[] both = Arrays.copyOf(database, database.length + between.length + log.bytes().length);
    System.arraycopy(between, 0, both, database.length, between.length);
    System.arraycopy(log.bytes(), 0, both, database.length + between.length, log.bytes().length);
    return both;
  }
}
