package dev.imagescan.agent.packages.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes executables with headers and no code, in either word size and byte order: the segments'
 * table behind the header, then the parts' bytes, then the sections' names and table, as linkers
 * do.
 */
public final class ElfWriter {

  /** SHF_WRITE and SHF_ALLOC, as of .data. */
  public static final int WRITABLE = 3;

  /** SHF_ALLOC, as of .rodata. */
  public static final int READ_ONLY = 2;

  private static final int PROGBITS = 1;
  private static final int STRTAB = 3;

  private record Part(String name, int flags, long address, byte[] bytes) {}

  private final boolean wide;
  private final ByteOrder order;
  private final List<Part> parts = new ArrayList<>();
  private boolean named = true;

  /** For this word size and byte order. */
  public ElfWriter(boolean wide, ByteOrder order) {
    this.wide = wide;
    this.order = order;
  }

  /** For x86-64. */
  public ElfWriter() {
    this(true, ByteOrder.LITTLE_ENDIAN);
  }

  /** An executable for x86-64 with nothing but these constants. */
  public static byte[] withConstants(byte[] constants) {
    return new ElfWriter().with(".rodata", READ_ONLY, 0x400000, constants).bytes();
  }

  /** Adds a section, which is loaded by a segment of its own. */
  public ElfWriter with(String name, int flags, long address, byte[] bytes) {
    parts.add(new Part(name, flags, address, bytes));
    return this;
  }

  /** Leaves out the table of sections, as strippers of the thorough kind do. */
  public ElfWriter withoutSections() {
    named = false;
    return this;
  }

  /** The file. */
  public byte[] bytes() {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(0);
    List<Integer> nameOffsets = new ArrayList<>();
    List<Part> all = new ArrayList<>(parts);
    all.add(new Part(".shstrtab", 0, 0, new byte[0]));
    for (Part part : all) {
      nameOffsets.add(names.size());
      names.writeBytes((part.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }
    all.set(all.size() - 1, new Part(".shstrtab", 0, 0, names.toByteArray()));
    int header = wide ? 64 : 52;
    int segment = wide ? 56 : 32;
    int data = (header + parts.size() * segment + 15) / 16 * 16;
    int sections = data + all.stream().mapToInt(part -> part.bytes().length).sum();
    int section = wide ? 64 : 40;
    ByteBuffer out = ByteBuffer.allocate(sections + (all.size() + 1) * section).order(order);
    header(out, header, sections, all.size() + 1);
    int at = data;
    for (int i = 0; i < all.size(); i++) {
      Part part = all.get(i);
      out.put(at, part.bytes());
      if (i < parts.size()) {
        segment(out.position(header + i * segment), part, at);
      }
      section(out.position(sections + (i + 1) * section), part, nameOffsets.get(i), at);
      at += part.bytes().length;
    }
    return out.array();
  }

  private void header(ByteBuffer out, int header, int sections, int count) {
    out.put(new byte[] {0x7f, 'E', 'L', 'F'});
    out.put((byte) (wide ? 2 : 1))
        .put((byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1))
        .put((byte) 1);
    out.position(16).putShort((short) 2).putShort((short) 62).putInt(1);
    word(out, 0);
    word(out, header);
    word(out, named ? sections : 0);
    out.putInt(0).putShort((short) header);
    out.putShort((short) (wide ? 56 : 32)).putShort((short) parts.size());
    out.putShort((short) (wide ? 64 : 40));
    out.putShort((short) (named ? count : 0)).putShort((short) (named ? count - 1 : 0));
  }

  private void segment(ByteBuffer out, Part part, int offset) {
    int flags = 4 | (part.flags() & 1) << 1 | (part.flags() & 4) >> 2;
    out.putInt(1);
    if (wide) {
      out.putInt(flags);
    }
    word(out, offset);
    word(out, part.address());
    word(out, part.address());
    word(out, part.bytes().length);
    word(out, part.bytes().length);
    if (!wide) {
      out.putInt(flags);
    }
    word(out, 16);
  }

  private void section(ByteBuffer out, Part part, int name, int offset) {
    out.putInt(name).putInt(part.name().equals(".shstrtab") ? STRTAB : PROGBITS);
    word(out, part.flags());
    word(out, part.address());
    word(out, offset);
    word(out, part.bytes().length);
  }

  private void word(ByteBuffer out, long value) {
    if (wide) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }
}
