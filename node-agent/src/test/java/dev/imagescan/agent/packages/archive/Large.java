package dev.imagescan.agent.packages.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** An archive of one entry that has all its numbers in 64 bits, although they are small. */
final class Large {

  private static final short VERSION = 45;
  private static final int NO_TIME = 0;

  private Large() {}

  static byte[] archive(String name, String text) {
    byte[] names = name.getBytes(StandardCharsets.US_ASCII);
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x04034b50).putShort(VERSION).putShort((short) 0).putShort((short) 0);
    out.putInt(NO_TIME).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    out.putShort((short) names.length).putShort((short) 20).put(names);
    out.putShort((short) 1).putShort((short) 16).putLong(content.length).putLong(content.length);
    out.put(content);
    int directory = out.position();
    out.putInt(0x02014b50).putShort(VERSION).putShort(VERSION).putShort((short) 0);
    out.putShort((short) 0).putInt(NO_TIME).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    out.putShort((short) names.length).putShort((short) 36).putShort((short) 0);
    out.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1).put(names);
    // Another extra field stands before the one that counts.
    out.putShort((short) 0x5455).putShort((short) 4).putInt(0);
    out.putShort((short) 1).putShort((short) 24);
    out.putLong(content.length).putLong(content.length).putLong(0);
    int end = out.position();
    out.putInt(0x06064b50).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
    out.putLong(1).putLong(1).putLong(end - directory).putLong(directory);
    out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    out.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    out.putInt(-1).putInt(-1).putShort((short) 0);
    return Arrays.copyOf(out.array(), out.position());
  }
}
