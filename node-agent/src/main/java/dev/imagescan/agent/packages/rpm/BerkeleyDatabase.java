package dev.imagescan.agent.packages.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * rpm's database up to 4.15, a Berkeley DB hash: pages of keys and values, and chains of pages for
 * long values, in the byte order of the machine that made it. Pages are read in the order of their
 * numbers, buckets do not matter.
 *
 * @see <a href="https://docs.oracle.com/cd/E17276_01/html/programmer_reference/">Berkeley DB; the
 *     layout is in its dbinc/db_page.h</a>
 */
final class BerkeleyDatabase {

  private static final int HASH_MAGIC = 0x061561;
  private static final int META_LENGTH = 72;
  private static final int HASH_META = 8;

  private static final int PAGE_HEADER = 26;
  private static final int HASH_UNSORTED = 2;
  private static final int OVERFLOW = 7;
  private static final int HASH = 13;

  private static final int ON_PAGE = 1;
  private static final int OFF_PAGE = 3;
  private static final int OFF_PAGE_LENGTH = 12;

  private final DatabaseFile file;
  private final Headers headers;
  private final ByteOrder order;
  private final int pageSize;
  private final long pages;
  private final Blob blob = new Blob();
  private long visits;

  private BerkeleyDatabase(DatabaseFile file, Headers headers, ByteOrder order, int pageSize) {
    this.file = file;
    this.headers = headers;
    this.order = order;
    this.pageSize = pageSize;
    this.pages = file.size() / pageSize;
  }

  /** The database in this file; malformed when there is none. */
  static BerkeleyDatabase of(DatabaseFile file, Headers headers) throws IOException {
    ByteBuffer meta = ByteBuffer.wrap(file.bytes(0, META_LENGTH));
    meta.order(ByteOrder.LITTLE_ENDIAN);
    if (meta.getInt(12) != HASH_MAGIC) {
      meta.order(ByteOrder.BIG_ENDIAN);
    }
    int pageSize = meta.getInt(20);
    boolean encrypted = meta.get(24) != 0;
    boolean checksummed = meta.get(26) != 0;
    MalformedException.unless(
        meta.getInt(12) == HASH_MAGIC
            && meta.get(25) == HASH_META
            && SqlitePages.isPageSize(pageSize)
            && !encrypted
            && !checksummed);
    return new BerkeleyDatabase(file, headers, meta.order(), pageSize);
  }

  /** Hands over the headers. */
  void read() throws IOException {
    for (long number = 1; number < pages; number++) {
      ByteBuffer page = page(number);
      if (page.get(25) == HASH_UNSORTED || page.get(25) == HASH) {
        hashPage(page);
      }
    }
  }

  private ByteBuffer page(long number) throws IOException {
    return ByteBuffer.wrap(file.bytes(number * pageSize, pageSize)).order(order);
  }

  /** Items lie from the page's end downwards, a key and its value in turn. */
  private void hashPage(ByteBuffer page) throws IOException {
    int items = page.getShort(20) & 0xffff;
    MalformedException.unless(PAGE_HEADER + 2 * items <= pageSize);
    int end = pageSize;
    boolean isValue = false;
    boolean isPackage = false;
    for (int i = 0; i < items; i++) {
      int start = page.getShort(PAGE_HEADER + 2 * i) & 0xffff;
      MalformedException.unless(start >= PAGE_HEADER + 2 * items && start < end);
      ByteBuffer item = page.slice(start, end - start).order(order);
      if (isValue && isPackage) {
        value(item);
      }
      isPackage = !isCounter(item);
      isValue = !isValue;
      end = start;
    }
  }

  /** Below the key 0 rpm keeps the highest number that it gave to a package. */
  private static boolean isCounter(ByteBuffer key) {
    return key.limit() == 5 && key.get(0) == ON_PAGE && key.getInt(1) == 0;
  }

  private void value(ByteBuffer item) throws IOException {
    try {
      blob.clear();
      switch (item.get(0)) {
        case ON_PAGE -> blob.append(bytes(item), 1, item.limit() - 1);
        case OFF_PAGE -> {
          MalformedException.unless(item.limit() >= OFF_PAGE_LENGTH);
          chain(Integer.toUnsignedLong(item.getInt(4)), Integer.toUnsignedLong(item.getInt(8)));
        }
        default -> throw new MalformedException();
      }
      headers.next(blob.view());
    } catch (MalformedException e) {
      headers.broken(e);
    }
  }

  private static byte[] bytes(ByteBuffer item) {
    byte[] bytes = new byte[item.limit()];
    item.get(0, bytes);
    return bytes;
  }

  private void chain(long first, long length) throws IOException {
    for (long number = first; number != 0; ) {
      MalformedException.unless(++visits <= pages);
      ByteBuffer header = ByteBuffer.wrap(file.bytes(number * pageSize, PAGE_HEADER)).order(order);
      int count = header.getShort(22) & 0xffff;
      MalformedException.unless(header.get(25) == OVERFLOW && count <= pageSize - PAGE_HEADER);
      blob.append(file, number * pageSize + PAGE_HEADER, count);
      number = Integer.toUnsignedLong(header.getInt(16));
    }
    MalformedException.unless(blob.length() == length);
  }
}
