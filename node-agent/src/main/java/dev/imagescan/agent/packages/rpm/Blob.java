package dev.imagescan.agent.packages.rpm;

import dev.imagescan.agent.root.Unreadable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A buffer that grows with what is read into it, up to a bound, and serves for one package after
 * the other.
 */
final class Blob {

  /** A header takes some 100 bytes a file, so this is a package of 80,000. */
  static final int MAX_LENGTH = 8 << 20;

  private byte[] bytes = new byte[64 << 10];
  private int length;

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  /** Reads a part of a file behind what is there. */
  void append(DatabaseFile file, long position, int count) throws IOException {
    grow(count);
    file.copy(position, bytes, length, count);
    length += count;
  }

  /** Puts a part of a page behind what is there. */
  void append(byte[] page, int offset, int count) throws MalformedException {
    grow(count);
    System.arraycopy(page, offset, bytes, length, count);
    length += count;
  }

  private void grow(int count) throws MalformedException {
    if (count > MAX_LENGTH - length) {
      throw new MalformedException(Unreadable.TOO_LARGE);
    }
    if (length + count > bytes.length) {
      bytes =
          Arrays.copyOf(bytes, Math.min(MAX_LENGTH, Math.max(length + count, 2 * bytes.length)));
    }
  }

  /** What is there; good until the next change, and not to be written to. */
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, length).slice();
  }
}
