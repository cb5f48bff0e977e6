package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the rows of a table, which are the cells of a B-tree's leaves.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#b_tree_pages">Database File Format, section
 *     1.6</a>
 */
final class SqliteTable {

  private static final int LEAF = 13;
  private static final int INTERIOR = 5;

  /** A tree of two children a page is this deep with all the pages that there can be. */
  private static final int MAX_DEPTH = 32;

  /** Takes a row; the buffer is good until this returns. */
  interface Rows {
    void row(ByteBuffer payload) throws IOException;
  }

  private final SqlitePages pages;
  private final Blob blob = new Blob();

  SqliteTable(SqlitePages pages) {
    this.pages = pages;
  }

  /** Hands over every row of the tree; one that is broken is told, and the next one read. */
  void rows(int root, Rows rows, Headers broken) throws IOException {
    walk(root, 0, rows, broken);
  }

  private void walk(int number, int depth, Rows rows, Headers broken) throws IOException {
    MalformedException.unless(depth < MAX_DEPTH);
    ByteBuffer page = ByteBuffer.wrap(pages.page(number));
    int header = number == 1 ? SqlitePages.HEADER : 0;
    int cells = page.getShort(header + 3) & 0xffff;
    switch (page.get(header)) {
      case LEAF -> {
        MalformedException.unless(header + 8 + 2 * cells <= page.limit());
        leaf(page, header + 8, cells, rows, broken);
      }
      case INTERIOR -> {
        MalformedException.unless(header + 12 + 2 * cells <= page.limit());
        for (int i = 0; i < cells; i++) {
          int at = page.getShort(header + 12 + 2 * i) & 0xffff;
          MalformedException.unless(at <= page.limit() - 4);
          walk(page.getInt(at), depth + 1, rows, broken);
        }
        walk(page.getInt(header + 8), depth + 1, rows, broken);
      }
      default -> throw new MalformedException();
    }
  }

  /** Cells that overlap could make a page as long to read as they liked. */
  private void leaf(ByteBuffer page, int pointers, int cells, Rows rows, Headers broken)
      throws IOException {
    int left = page.limit();
    for (int i = 0; i < cells; i++) {
      int at = page.getShort(pointers + 2 * i) & 0xffff;
      MalformedException.unless(at < page.limit());
      ByteBuffer cell = page.duplicate().position(at);
      long length = SqliteRecord.varint(cell);
      SqliteRecord.varint(cell);
      MalformedException.unless(length >= 0);
      int local = local(length);
      left -= local;
      MalformedException.unless(left >= 0);
      try {
        assemble(cell, local, length);
        rows.row(blob.view());
      } catch (MalformedException e) {
        broken.broken(e);
      }
    }
  }

  /** How much of a row of this length lies in the leaf itself. */
  private int local(long length) {
    int usable = pages.usable();
    int most = usable - 35;
    if (length <= most) {
      return (int) length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int local = least + (int) ((length - least) % (usable - 4));
    return local <= most ? local : least;
  }

  private void assemble(ByteBuffer cell, int local, long length) throws IOException {
    MalformedException.unless(local <= cell.remaining());
    blob.clear();
    blob.append(cell.array(), cell.position(), local);
    if (local == length) {
      return;
    }
    cell.position(cell.position() + local);
    MalformedException.unless(cell.remaining() >= 4);
    int next = cell.getInt();
    while (blob.length() < length) {
      next = pages.append(next, length - blob.length(), blob);
    }
  }
}
