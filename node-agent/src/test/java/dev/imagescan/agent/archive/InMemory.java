package dev.imagescan.agent.archive;

import java.util.Arrays;

/** Bytes of a test, as if they were in a file. */
final class InMemory {

  private InMemory() {}

  static Bytes of(byte[] content) {
    return new Bytes(
        (position, into, from, length) -> {
          if (position >= content.length) {
            return -1;
          }
          int count = (int) Math.min(length, content.length - position);
          byte[] part = Arrays.copyOfRange(content, (int) position, (int) position + count);
          System.arraycopy(part, 0, into, from, count);
          return count;
        },
        0,
        content.length);
  }
}
