package dev.imagescan.agent.packages.rpm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a Berkeley DB hash: one page of keys with all values on chains of pages, or beside the
 * keys. What real ones look like the test with {@code db_load} knows.
 */
final class BerkeleyBytes {

  private static final int PAGE_HEADER = 26;

  private final ByteOrder order;
  private final int pageSize;
  private final List<ByteBuffer> pages = new ArrayList<>();
  private int items;
  private int end;

  private BerkeleyBytes(ByteOrder order, int pageSize) {
    this.order = order;
    this.pageSize = pageSize;
    this.end = pageSize;
  }

  /** A database with these headers. */
  static byte[] of(ByteOrder order, int pageSize, boolean onPage, List<byte[]> headers) {
    BerkeleyBytes file = new BerkeleyBytes(order, pageSize);
    ByteBuffer meta = file.page(8);
    meta.putInt(12, 0x061561).putInt(16, 9).putInt(20, pageSize).put(25, (byte) 8);
    file.page(13);
    file.item(file.onPage(ByteBuffer.allocate(4).order(order).putInt(0, 0).array()));
    file.item(file.onPage(ByteBuffer.allocate(4).order(order).putInt(0, headers.size()).array()));
    for (int i = 0; i < headers.size(); i++) {
      file.item(file.onPage(ByteBuffer.allocate(4).order(order).putInt(0, i + 1).array()));
      file.item(onPage ? file.onPage(headers.get(i)) : file.chain(headers.get(i)));
    }
    meta.putInt(32, file.pages.size() - 1);
    ByteBuffer all = ByteBuffer.allocate(file.pages.size() * pageSize);
    file.pages.forEach(page -> all.put(page.array()));
    return all.array();
  }

  private ByteBuffer page(int type) {
    ByteBuffer page = ByteBuffer.allocate(pageSize).order(order);
    page.putInt(8, pages.size()).put(25, (byte) type);
    pages.add(page);
    return page;
  }

  private void item(byte[] item) {
    end -= item.length;
    ByteBuffer page = pages.get(1);
    page.put(end, item).putShort(PAGE_HEADER + 2 * items, (short) end);
    page.putShort(20, (short) ++items).putShort(22, (short) end);
  }

  private byte[] onPage(byte[] content) {
    return ByteBuffer.allocate(content.length + 1).put((byte) 1).put(content).array();
  }

  private byte[] chain(byte[] content) {
    int first = pages.size();
    int room = pageSize - PAGE_HEADER;
    for (int at = 0; at < content.length; at += room) {
      int count = Math.min(room, content.length - at);
      ByteBuffer page = page(7);
      page.putInt(16, at + count < content.length ? pages.size() : 0);
      page.putShort(22, (short) count).put(PAGE_HEADER, content, at, count);
    }
    return ByteBuffer.allocate(12)
        .order(order)
        .put(0, (byte) 3)
        .putInt(4, first)
        .putInt(8, content.length)
        .array();
  }
}
