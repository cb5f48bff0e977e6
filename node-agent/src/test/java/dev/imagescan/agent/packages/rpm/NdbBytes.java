package dev.imagescan.agent.packages.rpm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Adler32;

/** Writes SUSE's kind of database: one page of slots, and blobs. */
final class NdbBytes {

  private static final int PAGE = 4096;

  private NdbBytes() {}

  /** A database with these headers, at most 254. */
  static byte[] of(List<byte[]> headers) {
    int length = PAGE + headers.stream().mapToInt(header -> blocks(header) * 16).sum();
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    put(file, 0, "RpmP").putInt(4, 0).putInt(8, 1).putInt(12, 1).putInt(16, headers.size() + 1);
    int block = PAGE / 16;
    for (int i = 0; i < PAGE / 16 - 2; i++) {
      int slot = 32 + 16 * i;
      put(file, slot, "Slot");
      if (i < headers.size()) {
        int blocks = blocks(headers.get(i));
        file.putInt(slot + 4, i + 1).putInt(slot + 8, block).putInt(slot + 12, blocks);
        blob(file, block * 16, blocks * 16, i + 1, headers.get(i));
        block += blocks;
      }
    }
    return file.array();
  }

  private static int blocks(byte[] header) {
    return (16 + header.length + 12 + 15) / 16;
  }

  private static void blob(ByteBuffer file, int start, int length, int index, byte[] header) {
    put(file, start, "BlbS").putInt(start + 4, index).putInt(start + 8, 1);
    file.putInt(start + 12, header.length).put(start + 16, header);
    int tail = start + length - 12;
    Adler32 sum = new Adler32();
    sum.update(file.array(), start, tail - start);
    put(file, tail + 8, "BlbE").putInt(tail, (int) sum.getValue()).putInt(tail + 4, header.length);
  }

  private static ByteBuffer put(ByteBuffer file, int at, String text) {
    return file.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
