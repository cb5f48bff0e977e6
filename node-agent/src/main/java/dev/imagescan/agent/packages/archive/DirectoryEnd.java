package dev.imagescan.agent.packages.archive;

import java.io.IOException;

/**
 * Where an archive's central directory lies, by the record at its end. Bytes before the first entry
 * (a shell script that makes a jar executable) move everything by their number.
 *
 * @param start the position of the directory's first byte
 * @param size its length in bytes
 * @param shift what to add to the offsets in the directory
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">.ZIP File Format
 *     Specification, 4.3.14 to 4.3.16</a>
 */
record DirectoryEnd(long start, long size, long shift) {

  private static final long SIGNATURE = 0x06054b50L;
  private static final long LOCATOR_64 = 0x07064b50L;
  private static final long SIGNATURE_64 = 0x06064b50L;
  private static final int LENGTH = 22;
  private static final int LOCATOR_64_LENGTH = 20;
  private static final int LENGTH_64 = 56;
  private static final int MAX_COMMENT = 0xffff;

  /** Few archives have a comment: one short read finds the end of most. */
  private static final int FIRST_LOOK = 1024;

  /** Finds it; {@link dev.imagescan.agent.root.Unreadable#MALFORMED} when this is no archive. */
  static DirectoryEnd of(Bytes bytes) throws IOException {
    DirectoryEnd found = within(bytes, FIRST_LOOK);
    if (found == null && bytes.size() > FIRST_LOOK) {
      found = within(bytes, LENGTH + MAX_COMMENT);
    }
    if (found == null) {
      throw bytes.malformed();
    }
    return found;
  }

  private static DirectoryEnd within(Bytes bytes, int last) throws IOException {
    byte[] tail = new byte[(int) Math.min(bytes.size(), last)];
    long base = bytes.size() - tail.length;
    bytes.readFully(base, tail, 0, tail.length);
    for (int i = tail.length - LENGTH; i >= 0; i--) {
      if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
        DirectoryEnd end = at(bytes, base + i);
        if (end != null) {
          return end;
        }
      }
    }
    return null;
  }

  /** The record at this position, or null when it does not fit what lies before it. */
  private static DirectoryEnd at(Bytes bytes, long position) throws IOException {
    Cursor cursor = new Cursor(bytes, position, LENGTH);
    if (cursor.u32() != SIGNATURE) {
      return null;
    }
    cursor.skip(8);
    long size = cursor.u32();
    long offset = cursor.u32();
    DirectoryEnd large = position < LOCATOR_64_LENGTH ? null : large(bytes, position);
    return large != null ? large : fitting(size, offset, position);
  }

  /** The record of a large archive, which its locator right before the ordinary record tells. */
  private static DirectoryEnd large(Bytes bytes, long end) throws IOException {
    Cursor locator = new Cursor(bytes, end - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH);
    if (locator.u32() != LOCATOR_64) {
      return null;
    }
    locator.skip(4);
    for (long at : new long[] {locator.u64(), end - LOCATOR_64_LENGTH - LENGTH_64}) {
      if (at >= 0 && at <= end - LOCATOR_64_LENGTH - LENGTH_64) {
        Cursor record = new Cursor(bytes, at, LENGTH_64);
        if (record.u32() == SIGNATURE_64) {
          record.skip(36);
          return fitting(record.u64(), record.u64(), at);
        }
      }
    }
    return null;
  }

  private static DirectoryEnd fitting(long size, long offset, long end) {
    if (size < 0 || offset < 0 || size > end || offset > end - size) {
      return null;
    }
    return new DirectoryEnd(end - size, size, end - size - offset);
  }
}
