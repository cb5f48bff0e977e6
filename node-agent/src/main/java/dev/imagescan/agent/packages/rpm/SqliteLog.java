package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * SQLite's write-ahead log: pages that are newer than the database's. Only what was committed
 * counts; the first frame whose salt or checksum is wrong ends the log.
 *
 * @param pages where in the log the newest content of a page begins, by the page's number
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">Database File Format,
 *     section 4</a>
 */
record SqliteLog(DatabaseFile file, int pageSize, Map<Integer, Long> pages) {

  private static final int MAGIC = 0x377f0682;
  private static final int VERSION = 3007000;
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;

  /** rpm's own limit for the log is 10,000 pages. */
  private static final int MAX_FRAMES = 1 << 16;

  /** The two sums that run through the whole log. */
  private static final class Checksum {
    private int first;
    private int second;

    void add(byte[] bytes, int offset, int length, ByteOrder order) {
      ByteBuffer words = ByteBuffer.wrap(bytes).order(order);
      for (int i = offset; i < offset + length; i += 8) {
        first += words.getInt(i) + second;
        second += words.getInt(i + 4) + first;
      }
    }

    boolean isAt(ByteBuffer header, int offset) {
      return header.getInt(offset) == first && header.getInt(offset + 4) == second;
    }
  }

  /** The log in this file; empty when nothing was committed to it. */
  static Optional<SqliteLog> read(DatabaseFile file) throws IOException {
    if (file.size() < HEADER + FRAME_HEADER) {
      return Optional.empty();
    }
    byte[] bytes = file.bytes(0, HEADER);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int magic = header.getInt(0);
    ByteOrder order = (magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Checksum sum = new Checksum();
    sum.add(bytes, 0, 24, order);
    int pageSize = header.getInt(8);
    if ((magic & ~1) != MAGIC
        || header.getInt(4) != VERSION
        || !SqlitePages.isPageSize(pageSize)
        || !sum.isAt(header, 24)) {
      return Optional.empty();
    }
    Map<Integer, Long> pages = frames(file, pageSize, header.getLong(16), sum, order);
    return pages.isEmpty() ? Optional.empty() : Optional.of(new SqliteLog(file, pageSize, pages));
  }

  private static Map<Integer, Long> frames(
      DatabaseFile file, int pageSize, long salt, Checksum sum, ByteOrder order)
      throws IOException {
    Map<Integer, Long> committed = new HashMap<>();
    Map<Integer, Long> pending = new HashMap<>();
    int length = FRAME_HEADER + pageSize;
    byte[] frame = new byte[length];
    ByteBuffer header = ByteBuffer.wrap(frame);
    for (long i = 0, at = HEADER; i < MAX_FRAMES && at <= file.size() - length; i++, at += length) {
      file.copy(at, frame, 0, length);
      sum.add(frame, 0, 8, order);
      sum.add(frame, FRAME_HEADER, pageSize, order);
      if (header.getLong(8) != salt || !sum.isAt(header, 16)) {
        break;
      }
      pending.put(header.getInt(0), at + FRAME_HEADER);
      if (header.getInt(4) != 0) {
        committed.putAll(pending);
        pending.clear();
      }
    }
    return committed;
  }
}
