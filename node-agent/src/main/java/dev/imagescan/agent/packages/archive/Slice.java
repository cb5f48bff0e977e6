package dev.imagescan.agent.packages.archive;

import java.io.IOException;

/**
 * A part of other bytes: an entry that is stored as it is. The whole stays its owner's to close.
 */
record Slice(String path, Bytes whole, long start, long size) implements Bytes {

  Slice {
    if (start < 0 || size < 0) {
      throw new IllegalArgumentException("a slice lies within its whole");
    }
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    if (position >= size) {
      return length == 0 ? 0 : -1;
    }
    return whole.read(start + position, into, offset, (int) Math.min(length, size - position));
  }
}
