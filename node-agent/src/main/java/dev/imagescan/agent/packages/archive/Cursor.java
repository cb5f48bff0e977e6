package dev.imagescan.agent.packages.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads little-endian numbers and names one after the other, through a small buffer. */
final class Cursor {

  private final Bytes bytes;
  private final byte[] buffer;
  private long start;
  private int position;
  private int limit;

  /** Begins at a position. */
  Cursor(Bytes bytes, long position, int bufferSize) {
    this.bytes = bytes;
    this.start = position;
    this.buffer = new byte[bufferSize];
  }

  /** Where the next byte is read from. */
  long position() {
    return start + position;
  }

  int u16() throws IOException {
    need(2);
    int value = (buffer[position] & 0xff) | (buffer[position + 1] & 0xff) << 8;
    position += 2;
    return value;
  }

  long u32() throws IOException {
    long low = u16();
    return low | (long) u16() << 16;
  }

  /** A number of 64 bits; past 2^63 it is negative. */
  long u64() throws IOException {
    long low = u32();
    return low | u32() << 32;
  }

  /** So many bytes as Latin-1; at most as many as the buffer holds. */
  String text(int length) throws IOException {
    need(length);
    String text = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
    position += length;
    return text;
  }

  void skip(long count) {
    if (count <= limit - position) {
      position += (int) count;
    } else {
      start += position + count;
      position = 0;
      limit = 0;
    }
  }

  private void need(int count) throws IOException {
    if (limit - position < count) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      start += position;
      limit -= position;
      position = 0;
      while (limit < count) {
        int read = bytes.read(start + limit, buffer, limit, buffer.length - limit);
        if (read <= 0) {
          throw bytes.malformed();
        }
        limit += read;
      }
    }
  }
}
