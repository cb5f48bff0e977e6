package dev.imagescan.agent.packages.elf;

import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An ELF file's headers, of either word size and byte order. What they claim is believed only as
 * far as the file reaches: a part that begins beyond its end is left out, one that ends beyond it
 * is cut, and tables of absurd length count as none. Three short reads are all that it takes.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html">System V ABI,
 *     chapter 4</a>
 */
public final class Elf {

  private static final int MAGIC = 0x7f454c46;
  private static final int IDENT = 16;

  /** The ELF header and, where the linkers put it, the table of segments. */
  private static final int HEAD = 1024;

  private final RootFile file;
  private final boolean wide;
  private final ByteOrder order;
  private final List<Section> sections;
  private final List<Segment> segments;

  private Elf(RootFile file, byte[] head) throws IOException {
    this.file = file;
    this.wide = head[4] == 2;
    this.order = head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ElfTables tables = new ElfTables(file, head, wide, order);
    this.sections = tables.sections();
    this.segments = tables.segments();
  }

  /**
   * Reads the headers; empty when the file is no ELF file.
   *
   * @throws IOException when the file cannot be read
   */
  public static Optional<Elf> of(RootFile file) throws IOException {
    byte[] head = at(file, 0, HEAD);
    if (head.length < IDENT
        || ByteBuffer.wrap(head).getInt() != MAGIC
        || head[4] < 1
        || head[4] > 2
        || head[5] < 1
        || head[5] > 2) {
      return Optional.empty();
    }
    return Optional.of(new Elf(file, head));
  }

  /**
   * The bytes from a place in the file on, fewer than asked for where the file ends before. Nothing
   * that lies beyond the file's end is allocated.
   */
  public byte[] at(long position, int length) throws IOException {
    return at(file, position, length);
  }

  /** Reads until the length is reached or the file ends; returns how many bytes that were. */
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    return fill(file, position, into, offset, length);
  }

  /** Whether addresses have 64 bits, not 32. */
  public boolean wide() {
    return wide;
  }

  /** The order of the bytes of a number. */
  public ByteOrder order() {
    return order;
  }

  /**
   * The sections with bytes in the file, in their order; none when the file was stripped of all.
   */
  public List<Section> sections() {
    return sections;
  }

  /** The loaded segments with bytes in the file, in their order. */
  public List<Segment> segments() {
    return segments;
  }

  /** The first section of this name. */
  public Optional<Section> section(String name) {
    return sections.stream().filter(section -> section.name().equals(name)).findFirst();
  }

  /** Where in the file the byte lies that is loaded at an address, or -1. */
  public long offsetOf(long address) {
    for (Segment segment : segments) {
      long offset = segment.offsetOf(address);
      if (offset >= 0) {
        return offset;
      }
    }
    return -1;
  }

  static byte[] at(RootFile file, long position, int length) throws IOException {
    if (position < 0 || length <= 0 || position >= file.size()) {
      return new byte[0];
    }
    byte[] bytes = new byte[(int) Math.min(length, file.size() - position)];
    int filled = fill(file, position, bytes, 0, bytes.length);
    return filled == bytes.length ? bytes : Arrays.copyOf(bytes, filled);
  }

  private static int fill(RootFile file, long position, byte[] into, int offset, int length)
      throws IOException {
    int filled = 0;
    while (filled < length) {
      int count = file.read(position + filled, into, offset + filled, length - filled);
      if (count < 0) {
        break;
      }
      filled += count;
    }
    return filled;
  }
}
