package dev.imagescan.agent.packages.java;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends after so many bytes at the latest. */
final class BoundedStream extends FilterInputStream {

  private int left;

  BoundedStream(InputStream in, int most) {
    super(in);
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = super.read(into, offset, Math.min(length, left));
    left -= Math.max(count, 0);
    return count;
  }
}
