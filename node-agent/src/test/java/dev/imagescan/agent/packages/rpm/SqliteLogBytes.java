package dev.imagescan.agent.packages.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a write-ahead log whose checksums are right, whatever else it says. */
final class SqliteLogBytes {

  private static final long SALT = 0x0123456789abcdefL;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final ByteOrder order;
  private int first;
  private int second;

  SqliteLogBytes(int pageSize, ByteOrder order) {
    this.order = order;
    ByteBuffer header = ByteBuffer.allocate(32);
    header.putInt(order == ByteOrder.BIG_ENDIAN ? 0x377f0683 : 0x377f0682);
    header.putInt(3007000).putInt(pageSize).putInt(0).putLong(SALT);
    sum(header.array(), 24);
    log.writeBytes(header.putInt(first).putInt(second).array());
  }

  /** Adds a page; the last of a transaction tells the database's size in pages. */
  SqliteLogBytes page(int number, int commit, byte[] content) {
    ByteBuffer header = ByteBuffer.allocate(24).putInt(number).putInt(commit).putLong(SALT);
    sum(header.array(), 8);
    sum(content, content.length);
    log.writeBytes(header.putInt(first).putInt(second).array());
    log.writeBytes(content);
    return this;
  }

  private void sum(byte[] bytes, int length) {
    ByteBuffer words = ByteBuffer.wrap(bytes).order(order);
    for (int at = 0; at < length; at += 8) {
      first += words.getInt(at) + second;
      second += words.getInt(at + 4) + first;
    }
  }

  byte[] bytes() {
    return log.toByteArray();
  }
}
