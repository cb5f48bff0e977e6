package dev.imagescan.agent.packages.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a SQLite database with a table of headers: the schema in the first page, a page over the
 * leaves in the second, then leaves of one row each with their overflow pages. What real ones look
 * like the test with SQLite itself knows.
 */
final class SqliteBytes {

  /** The page that the leaves hang on. */
  static final int ROOT = 2;

  private final int pageSize;
  private final List<byte[]> pages = new ArrayList<>();

  private SqliteBytes(int pageSize) {
    this.pageSize = pageSize;
  }

  /** A database with these rows in a table of this name. */
  static byte[] of(int pageSize, String table, List<byte[]> rows) {
    SqliteBytes file = new SqliteBytes(pageSize);
    file.pages.add(new byte[pageSize]);
    file.pages.add(new byte[pageSize]);
    List<Integer> leaves = rows.stream().map(file::leaf).toList();
    file.schema(table);
    file.root(leaves);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    file.pages.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private void schema(String table) {
    byte[] row =
        record(
            new int[] {23, 13 + 2 * table.length(), 13 + 2 * table.length(), 1, 13},
            ("table" + table + table + (char) ROOT).getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer page = ByteBuffer.wrap(pages.getFirst());
    page.put("SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1));
    page.putShort((short) (pageSize == 65536 ? 1 : pageSize));
    page.put(new byte[] {1, 1, 0, 64, 32, 32});
    page.putInt(28, pages.size());
    page.putInt(56, 1);
    cell(page, 100, 13, cellOf(row, row.length, 0));
  }

  private void root(List<Integer> leaves) {
    ByteBuffer page = ByteBuffer.wrap(pages.get(ROOT - 1));
    int inCells = leaves.size() - 1;
    page.put(0, (byte) 5);
    page.putShort(3, (short) inCells);
    int at = pageSize;
    for (int i = 0; i < inCells; i++) {
      at -= 5;
      page.putInt(at, leaves.get(i));
      page.put(at + 4, (byte) (i & 0x7f));
      page.putShort(12 + 2 * i, (short) at);
    }
    page.putInt(8, leaves.getLast());
  }

  private int leaf(byte[] blob) {
    byte[] row = record(new int[] {0, 12 + 2 * blob.length}, blob);
    int local = local(row.length);
    pages.add(new byte[pageSize]);
    int number = pages.size();
    byte[] cell = cellOf(row, local, local < row.length ? number + 1 : 0);
    cell(ByteBuffer.wrap(pages.getLast()), 0, 13, cell);
    for (int at = local; at < row.length; at += pageSize - 4) {
      int count = Math.min(pageSize - 4, row.length - at);
      ByteBuffer page = ByteBuffer.allocate(pageSize);
      page.putInt(at + count < row.length ? pages.size() + 2 : 0).put(row, at, count);
      pages.add(page.array());
    }
    return number;
  }

  private int local(int length) {
    int most = pageSize - 35;
    int least = (pageSize - 12) * 32 / 255 - 23;
    int rest = least + (length - least) % (pageSize - 4);
    return length <= most ? length : rest <= most ? rest : least;
  }

  private static void cell(ByteBuffer page, int header, int type, byte[] cell) {
    int at = page.limit() - cell.length;
    page.put(header, (byte) type);
    page.putShort(header + 3, (short) 1);
    page.putShort(header + 8, (short) at);
    page.put(at, cell);
  }

  private static byte[] cellOf(byte[] row, int local, int overflow) {
    ByteArrayOutputStream cell = new ByteArrayOutputStream();
    varint(cell, row.length);
    varint(cell, 1);
    cell.write(row, 0, local);
    if (local < row.length) {
      cell.writeBytes(ByteBuffer.allocate(4).putInt(overflow).array());
    }
    return cell.toByteArray();
  }

  /** A row of columns of these types. */
  static byte[] record(int[] types, byte[] content) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    for (int type : types) {
      varint(header, type);
    }
    ByteArrayOutputStream row = new ByteArrayOutputStream();
    row.write(header.size() + 1);
    row.writeBytes(header.toByteArray());
    row.writeBytes(content);
    return row.toByteArray();
  }

  private static void varint(ByteArrayOutputStream to, int value) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (value >>> shift != 0) {
        to.write(0x80 | value >>> shift & 0x7f);
      }
    }
    to.write(value & 0x7f);
  }
}
