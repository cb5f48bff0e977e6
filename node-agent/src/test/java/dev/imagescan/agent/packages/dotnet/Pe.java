package dev.imagescan.agent.packages.dotnet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Makes the smallest libraries in Windows' format that have a version resource. */
final class Pe {

  private static final int RVA = 0x1000;
  private static final int RAW = 0x200;
  private static final int VERSION_AT = 0x58;

  private Pe() {}

  static byte[] library(boolean managed, Map<String, String> texts) {
    byte[] version = version(texts);
    ByteBuffer out = ByteBuffer.allocate(RAW + VERSION_AT + version.length);
    out.order(ByteOrder.LITTLE_ENDIAN);
    out.putShort(0, (short) 0x5a4d).putInt(60, 64);
    out.putInt(64, 0x4550).putShort(64 + 6, (short) 1).putShort(64 + 20, (short) 224);
    out.putShort(64 + 24, (short) 0x10b);
    int directories = 64 + 24 + 96;
    out.putInt(directories + 16, RVA).putInt(directories + 20, VERSION_AT + version.length);
    out.putInt(directories + 8 * 14, RVA).putInt(directories + 8 * 14 + 4, managed ? 72 : 0);
    int section = 64 + 24 + 224;
    out.putInt(section + 12, RVA).putInt(section + 16, VERSION_AT + version.length);
    out.putInt(section + 20, RAW);
    directory(out, RAW, 16, 0x80000018);
    directory(out, RAW + 0x18, 1, 0x80000030);
    directory(out, RAW + 0x30, 0x409, 0x48);
    out.putInt(RAW + 0x48, RVA + VERSION_AT).putInt(RAW + 0x4c, version.length);
    out.put(RAW + VERSION_AT, version);
    return out.array();
  }

  private static void directory(ByteBuffer out, int at, int id, int place) {
    out.putShort(at + 14, (short) 1).putInt(at + 16, id).putInt(at + 20, place);
  }

  private static byte[] version(Map<String, String> texts) {
    byte[] strings = new byte[0];
    for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
      byte[] value = (text.getValue() + "\0").getBytes(StandardCharsets.UTF_16LE);
      strings = joined(strings, block(text.getKey(), value.length / 2, true, value));
    }
    byte[] language = block("040904b0", 0, true, strings);
    byte[] group = block("StringFileInfo", 0, true, language);
    return block("VS_VERSION_INFO", 52, false, joined(new byte[52], group));
  }

  private static byte[] block(String key, int valueLength, boolean text, byte[] content) {
    byte[] name = (key + "\0").getBytes(StandardCharsets.UTF_16LE);
    int start = (6 + name.length + 3) & ~3;
    ByteBuffer out = ByteBuffer.allocate(start + content.length).order(ByteOrder.LITTLE_ENDIAN);
    out.putShort((short) out.capacity()).putShort((short) valueLength);
    out.putShort((short) (text ? 1 : 0)).put(name).position(start).put(content);
    return out.array();
  }

  /** With the second at a place that four divides. */
  private static byte[] joined(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, ((a.length + 3) & ~3) + b.length);
    System.arraycopy(b, 0, joined, joined.length - b.length, b.length);
    return joined;
  }
}
