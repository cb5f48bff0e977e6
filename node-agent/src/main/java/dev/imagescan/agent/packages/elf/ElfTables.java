package dev.imagescan.agent.packages.elf;

import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The tables of sections and segments, and the header that says where they are. */
final class ElfTables {

  /** More than any program has; object files may have more, and are not programs. */
  private static final int MAX_ENTRIES = 4096;

  private static final int MAX_NAMES = 256 << 10;
  private static final int MAX_NAME = 255;

  private final RootFile file;
  private final ByteBuffer head;
  private final boolean wide;
  private final ByteOrder order;

  ElfTables(RootFile file, byte[] head, boolean wide, ByteOrder order) {
    this.file = file;
    this.head = ByteBuffer.wrap(head).order(order);
    this.wide = wide;
    this.order = order;
  }

  List<Segment> segments() throws IOException {
    int entry = wide ? 56 : 32;
    ByteBuffer table = table(word(32, 28), half(54, 42), half(56, 44), entry);
    List<Segment> segments = new ArrayList<>();
    for (int at = 0; at + entry <= table.limit(); at += entry) {
      long offset = word(table, at + (wide ? 8 : 4));
      long size = word(table, at + (wide ? 32 : 16));
      if (table.getInt(at) == Segment.PT_LOAD && within(offset, size)) {
        segments.add(
            new Segment(
                table.getInt(at + (wide ? 4 : 24)),
                word(table, at + (wide ? 16 : 8)),
                offset,
                Math.min(size, file.size() - offset)));
      }
    }
    return List.copyOf(segments);
  }

  List<Section> sections() throws IOException {
    int entry = wide ? 64 : 40;
    ByteBuffer table = table(word(40, 32), half(58, 46), half(60, 48), entry);
    byte[] names = names(table, entry, half(62, 50));
    List<Section> sections = new ArrayList<>();
    for (int at = 0; at + entry <= table.limit(); at += entry) {
      long offset = word(table, at + (wide ? 24 : 16));
      long size = word(table, at + (wide ? 32 : 20));
      int type = table.getInt(at + 4);
      if (type != 0 && type != Section.SHT_NOBITS && within(offset, size)) {
        sections.add(
            new Section(
                name(names, table.getInt(at)),
                type,
                word(table, at + 8),
                word(table, at + (wide ? 16 : 12)),
                offset,
                Math.min(size, file.size() - offset)));
      }
    }
    return List.copyOf(sections);
  }

  /** A table's bytes; none when its place, its length or its entries' size make no sense. */
  private ByteBuffer table(long offset, int entrySize, int count, int expectedSize)
      throws IOException {
    long size = (long) count * expectedSize;
    if (offset <= 0 || entrySize != expectedSize || count > MAX_ENTRIES) {
      return ByteBuffer.allocate(0);
    }
    byte[] bytes;
    if (offset <= head.limit() - size) {
      bytes = new byte[(int) size];
      head.get((int) offset, bytes);
    } else {
      bytes = Elf.at(file, offset, (int) size);
    }
    return ByteBuffer.wrap(bytes).order(order);
  }

  private byte[] names(ByteBuffer table, int entry, int index) throws IOException {
    int at = index * entry;
    if (at + entry > table.limit()) {
      return new byte[0];
    }
    long offset = word(table, at + (wide ? 24 : 16));
    long size = word(table, at + (wide ? 32 : 20));
    return within(offset, size)
        ? Elf.at(file, offset, (int) Math.min(size, MAX_NAMES))
        : new byte[0];
  }

  private static String name(byte[] names, int start) {
    if (start < 0 || start >= names.length) {
      return "";
    }
    int end = start;
    while (end < names.length && names[end] != 0 && end - start < MAX_NAME) {
      end++;
    }
    return new String(names, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private boolean within(long offset, long size) {
    return offset >= 0 && offset < file.size() && size > 0;
  }

  /** A field of the header that is as wide as an address; 0 where the header is cut off. */
  private long word(int atIfWide, int atIfNarrow) {
    int at = wide ? atIfWide : atIfNarrow;
    return at + (wide ? 8 : 4) > head.limit() ? 0 : word(head, at);
  }

  private long word(ByteBuffer from, int at) {
    return wide ? from.getLong(at) : from.getInt(at) & 0xffffffffL;
  }

  private int half(int atIfWide, int atIfNarrow) {
    int at = wide ? atIfWide : atIfNarrow;
    return at + 2 > head.limit() ? 0 : head.getShort(at) & 0xffff;
  }
}
