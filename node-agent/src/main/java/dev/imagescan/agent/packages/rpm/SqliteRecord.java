package dev.imagescan.agent.packages.rpm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A row of a table.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#record_format">Database File Format,
 *     section 2.1</a>
 */
record SqliteRecord(ByteBuffer payload) {

  private static final int FIRST_BLOB = 12;
  private static final int MAX_TEXT = 1024;

  /** The lengths of the types below {@link #FIRST_BLOB}; -1 for those that do not occur. */
  private static final int[] LENGTHS = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1};

  /** A column's type, and where its content lies. */
  private record Column(long type, ByteBuffer content) {}

  private Column column(int index) throws MalformedException {
    ByteBuffer types = payload.duplicate();
    long headerLength = varint(types);
    MalformedException.unless(headerLength >= 0 && headerLength <= payload.limit());
    types.limit(Math.max((int) headerLength, types.position()));
    long at = headerLength;
    for (int i = 0; ; i++) {
      long type = varint(types);
      long length = length(type);
      MalformedException.unless(length >= 0 && length <= payload.limit() - at);
      if (i == index) {
        return new Column(type, payload.slice((int) at, (int) length));
      }
      at += length;
    }
  }

  private static long length(long type) {
    return type >= 0 && type < FIRST_BLOB ? LENGTHS[(int) type] : (type - FIRST_BLOB) / 2;
  }

  /** A blob; malformed when the column has another type. */
  ByteBuffer bytes(int index) throws MalformedException {
    Column column = column(index);
    MalformedException.unless(column.type() >= FIRST_BLOB && column.type() % 2 == 0);
    return column.content();
  }

  /** A short text; empty when the column has another type or a longer text. */
  String text(int index) throws MalformedException {
    Column column = column(index);
    boolean isText = column.type() > FIRST_BLOB && column.type() % 2 == 1;
    if (!isText || column.content().limit() > MAX_TEXT) {
      return "";
    }
    return StandardCharsets.ISO_8859_1.decode(column.content()).toString();
  }

  /** A whole number; malformed when the column has another type. */
  long integer(int index) throws MalformedException {
    Column column = column(index);
    MalformedException.unless(column.type() <= 9 && column.type() != 7);
    if (column.type() >= 8) {
      return column.type() - 8;
    }
    long value = 0;
    for (ByteBuffer content = column.content(); content.hasRemaining(); ) {
      value = value << 8 | content.get() & 0xff;
    }
    return value;
  }

  /** Takes a number of one to nine bytes. */
  static long varint(ByteBuffer from) throws MalformedException {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      MalformedException.unless(from.hasRemaining());
      byte next = from.get();
      if (i == 8) {
        return value << 8 | next & 0xff;
      }
      value = value << 7 | next & 0x7f;
      if (next >= 0) {
        return value;
      }
    }
    return value;
  }
}
