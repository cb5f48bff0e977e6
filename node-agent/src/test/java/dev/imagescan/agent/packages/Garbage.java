package dev.imagescan.agent.packages;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** Bytes that nobody who means well writes. */
public final class Garbage {

  private Garbage() {}

  /** A stream of so many times the same byte. */
  public static InputStream repeated(char c, long count) {
    return new InputStream() {
      private long left = count;

      @Override
      public int read() {
        return left-- > 0 ? c : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int n = (int) Math.min(left, length);
        Arrays.fill(buffer, offset, offset + Math.max(n, 0), (byte) c);
        left -= n;
        return n == 0 && length > 0 ? -1 : n;
      }
    };
  }

  /**
   * A text that a seed decides: pieces of the real format in any order, with bytes of all values
   * between them.
   */
  public static String of(long seed, String... pieces) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        text.repeat((char) random.nextInt(256), random.nextInt(40));
      } else {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
    }
    return text.toString();
  }
}
