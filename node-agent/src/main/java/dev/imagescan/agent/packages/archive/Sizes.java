package dev.imagescan.agent.packages.archive;

import java.io.IOException;

/**
 * An entry's length and place, from its extra field where 32 bits are not enough for them.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">.ZIP File Format
 *     Specification, 4.5.3</a>
 */
record Sizes(long compressed, long header) {

  private static final long ELSEWHERE = 0xffffffffL;
  private static final int ZIP64 = 1;

  /** Reads no further than the extra field goes, and only when it is needed. */
  static Sizes read(Cursor cursor, int extraLength, long size, long compressed, long header)
      throws IOException {
    boolean elsewhere = size == ELSEWHERE || compressed == ELSEWHERE || header == ELSEWHERE;
    int left = elsewhere ? extraLength : 0;
    while (left >= 4) {
      int id = cursor.u16();
      int length = cursor.u16();
      left -= 4;
      if (length > left) {
        break;
      }
      if (id == ZIP64) {
        return zip64(cursor, length, size, compressed, header);
      }
      cursor.skip(length);
      left -= length;
    }
    return new Sizes(compressed, header);
  }

  /** Only the numbers that are elsewhere are here, always in this order. */
  private static Sizes zip64(Cursor cursor, int length, long size, long compressed, long header)
      throws IOException {
    int left = length;
    if (size == ELSEWHERE && left >= 8) {
      cursor.skip(8);
      left -= 8;
    }
    long longCompressed = compressed;
    if (compressed == ELSEWHERE && left >= 8) {
      longCompressed = cursor.u64();
      left -= 8;
    }
    return new Sizes(longCompressed, header == ELSEWHERE && left >= 8 ? cursor.u64() : header);
  }
}
