package dev.imagescan.agent.packages.java;

import dev.imagescan.agent.packages.archive.Zip;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Archives whose directory has the same entry many times. */
final class Overlapping {

  private static final int END = 22;

  private Overlapping() {}

  static byte[] archive(String name, byte[] content, int times) {
    byte[] once = new Zip().stored(name, content).bytes();
    ByteBuffer in = ByteBuffer.wrap(once).order(ByteOrder.LITTLE_ENDIAN);
    int directory = in.getInt(once.length - 6);
    int length = once.length - END - directory;
    ByteBuffer out = ByteBuffer.allocate(once.length + (times - 1) * length);
    out.order(ByteOrder.LITTLE_ENDIAN).put(once, 0, directory);
    for (int i = 0; i < times; i++) {
      out.put(once, directory, length);
    }
    out.put(Arrays.copyOfRange(once, once.length - END, once.length));
    out.putShort(out.limit() - 14, (short) times).putShort(out.limit() - 12, (short) times);
    out.putInt(out.limit() - 10, times * length);
    return out.array();
  }
}
