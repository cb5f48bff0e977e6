package dev.imagescan.agent.packages.golang;

import dev.imagescan.agent.packages.elf.Elf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The two texts of the build information, in both ways in which Go's linker has stored them. */
final class BuildInfoTexts {

  private static final int MAX_VERSION = 255;
  private static final int MAX_MODULES = 1 << 20;

  /** The longest varint. */
  private static final int VARINT = 10;

  /** Go puts as many marking bytes before and behind the modules. */
  private static final int MARK = 16;

  private BuildInfoTexts() {}

  /** Each text at once behind its length, a varint: since Go 1.18. */
  static Optional<BuildInfo> inline(Elf elf, long offset) throws IOException {
    byte[] start = elf.at(offset, VARINT + MAX_VERSION + VARINT);
    ByteBuffer head = ByteBuffer.wrap(start);
    long versionLength = varint(head);
    if (versionLength < 0 || versionLength > Math.min(MAX_VERSION, head.remaining())) {
      return Optional.empty();
    }
    byte[] version = new byte[(int) versionLength];
    head.get(version);
    long modulesLength = varint(head);
    if (modulesLength < 0 || modulesLength > MAX_MODULES) {
      return Optional.empty();
    }
    byte[] modules = elf.at(offset + head.position(), (int) modulesLength);
    return modules.length < modulesLength ? Optional.empty() : Optional.of(info(version, modules));
  }

  /** A pointer to each text's pointer and length, up to Go 1.17. */
  static Optional<BuildInfo> pointed(Elf elf, byte[] header) throws IOException {
    int width = header[14];
    if (width != 4 && width != 8) {
      return Optional.empty();
    }
    ByteOrder order = header[15] == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer pointers = ByteBuffer.wrap(header).order(order);
    byte[] version = text(elf, pointer(pointers, 16, width), width, order, MAX_VERSION);
    byte[] modules = text(elf, pointer(pointers, 16 + width, width), width, order, MAX_MODULES);
    return version == null || modules == null
        ? Optional.empty()
        : Optional.of(info(version, modules));
  }

  /** What a pointer to a string points to; none for a string that is not there, null if absurd. */
  private static byte[] text(Elf elf, long address, int width, ByteOrder order, int max)
      throws IOException {
    long offset = elf.offsetOf(address);
    if (address == 0 || offset < 0) {
      return new byte[0];
    }
    byte[] pair = elf.at(offset, 2 * width);
    if (pair.length < 2 * width) {
      return null;
    }
    ByteBuffer string = ByteBuffer.wrap(pair).order(order);
    long length = pointer(string, width, width);
    if (length < 0 || length > max) {
      return null;
    }
    byte[] text = elf.at(elf.offsetOf(pointer(string, 0, width)), (int) length);
    return text.length < length ? null : text;
  }

  private static long pointer(ByteBuffer from, int at, int width) {
    return width == 8 ? from.getLong(at) : from.getInt(at) & 0xffffffffL;
  }

  /** An unsigned number of seven bits a byte, the lowest first; -1 when it is none. */
  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 63 && from.hasRemaining(); shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static BuildInfo info(byte[] version, byte[] modules) {
    String text = new String(modules, StandardCharsets.ISO_8859_1);
    int end = text.length() - MARK;
    boolean marked = end > MARK && text.charAt(end - 1) == '\n';
    return new BuildInfo(
        new String(version, StandardCharsets.ISO_8859_1), marked ? text.substring(MARK, end) : "");
  }
}
