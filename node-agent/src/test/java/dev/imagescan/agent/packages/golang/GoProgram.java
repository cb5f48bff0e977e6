package dev.imagescan.agent.packages.golang;

import dev.imagescan.agent.packages.elf.ElfWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Executables with build information as the versions of Go's linker have laid it out. */
public final class GoProgram {

  static final long ADDRESS = 0x500000;
  private static final String MARK = "\u0001".repeat(16);

  private GoProgram() {}

  /** The section as Go writes it since 1.18. */
  public static byte[] inline(String version, String modules) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("\u00ff Go buildinf:\u0008\u0002" + "\0".repeat(16)));
    text(out, version);
    text(out, marked(modules));
    return out.toByteArray();
  }

  /** An executable with it. */
  public static byte[] elf(String version, String modules) {
    return new ElfWriter()
        .with(".text", 6, 0x400000, new byte[16])
        .with(".go.buildinfo", ElfWriter.WRITABLE, ADDRESS, inline(version, modules))
        .bytes();
  }

  /** An executable as Go wrote it up to 1.17: pointers to texts elsewhere. */
  static byte[] withPointers(String version, String modules, boolean wide, ByteOrder order) {
    int width = wide ? 8 : 4;
    byte[] versionText = bytes(version);
    byte[] modulesText = bytes(marked(modules));
    long texts = 0x10000;
    long strings = 0x20000;
    ByteBuffer pointed = ByteBuffer.allocate(4 * width).order(order);
    word(pointed, texts, wide);
    word(pointed, versionText.length, wide);
    word(pointed, texts + versionText.length, wide);
    word(pointed, modulesText.length, wide);
    ByteBuffer header = ByteBuffer.allocate(32).order(order);
    header.put(bytes("\u00ff Go buildinf:"));
    header.put((byte) width).put((byte) (order == ByteOrder.BIG_ENDIAN ? 1 : 0));
    word(header, strings, wide);
    word(header, strings + 2 * width, wide);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(versionText);
    both.writeBytes(modulesText);
    return new ElfWriter(wide, order)
        .with(".rodata", ElfWriter.READ_ONLY, texts, both.toByteArray())
        .with(".data", ElfWriter.WRITABLE, strings, pointed.array())
        .with(".go.buildinfo", ElfWriter.WRITABLE, 0x30000, header.array())
        .bytes();
  }

  private static String marked(String modules) {
    return modules.isEmpty() ? "" : MARK + modules + MARK;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    varint(out, text.length());
    out.writeBytes(bytes(text));
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while (left > 0x7f) {
      out.write((int) (left & 0x7f | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private static void word(ByteBuffer out, long value, boolean wide) {
    if (wide) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
