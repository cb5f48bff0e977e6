package dev.imagescan.agent.packages.dotnet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * A program or library in Windows' format, which .NET uses everywhere.
 *
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/debug/pe-format">PE Format</a>
 */
final class PortableExecutable {

  private static final int MAX_SECTIONS = 96;
  private static final int MAX_ENTRIES = 4096;
  private static final int SECTION = 40;
  private static final int RESOURCES = 2;
  private static final int MANAGED_CODE = 14;
  private static final int VERSION = 16;

  private final FileImage image;
  private final ByteBuffer header;
  private final ByteBuffer sections;
  private final int directories;

  private PortableExecutable(FileImage image, ByteBuffer header, ByteBuffer sections) {
    this.image = image;
    this.header = header;
    this.sections = sections;
    this.directories = header.getShort(24) == 0x20b ? 24 + 112 : 24 + 96;
  }

  /** The program; empty when the file is none. */
  static Optional<PortableExecutable> of(FileImage image) throws IOException {
    if (image.file().size() < 64 || image.piece(0, 2).getShort() != 0x5a4d) {
      return Optional.empty();
    }
    long at = Integer.toUnsignedLong(image.piece(60, 4).getInt());
    ByteBuffer header = image.piece(at, (int) Math.min(264, image.file().size() - at));
    if (header.limit() < 24 + 112 + 8 * (MANAGED_CODE + 1) || header.getInt(0) != 0x4550) {
      return Optional.empty();
    }
    int count = Math.min(Short.toUnsignedInt(header.getShort(6)), MAX_SECTIONS);
    long start = at + 24 + Short.toUnsignedInt(header.getShort(20));
    return Optional.of(new PortableExecutable(image, header, image.piece(start, count * SECTION)));
  }

  /** Whether it holds code for .NET. */
  boolean isManaged() {
    return header.getInt(directories + 8 * MANAGED_CODE + 4) != 0;
  }

  /** The texts that its version resource holds; none when it has no such resource. */
  Map<String, String> version() throws IOException {
    long rva = Integer.toUnsignedLong(header.getInt(directories + 8 * RESOURCES));
    Optional<Long> base = rva == 0 ? Optional.empty() : position(rva);
    Optional<Integer> types = base.isEmpty() ? base.map(_ -> 0) : entry(base.get(), 0, VERSION);
    Optional<Integer> names = types.isEmpty() ? types : entry(base.get(), below(types), -1);
    Optional<Integer> data = names.isEmpty() ? names : entry(base.get(), below(names), -1);
    if (data.isEmpty()) {
      return Map.of();
    }
    ByteBuffer place = image.piece(base.get() + below(data), 8);
    Optional<Long> start = position(Integer.toUnsignedLong(place.getInt(0)));
    int size = (int) Math.min(Integer.toUnsignedLong(place.getInt(4)), FileImage.MAX_PIECE);
    return start.isEmpty() ? Map.of() : VersionResource.texts(image.piece(start.get(), size));
  }

  /** Where an entry leads, from the resources' beginning; what it leads to is not told apart. */
  private static int below(Optional<Integer> entry) {
    return entry.orElseThrow() & 0x7fffffff;
  }

  /** The entry with this id in a directory of resources, or any for -1. */
  private Optional<Integer> entry(long base, int directory, int id) throws IOException {
    ByteBuffer counts = image.piece(base + directory + 12, 4);
    int count = Short.toUnsignedInt(counts.getShort(0)) + Short.toUnsignedInt(counts.getShort(2));
    ByteBuffer entries = image.piece(base + directory + 16, 8 * Math.min(count, MAX_ENTRIES));
    while (entries.remaining() >= 8) {
      int found = entries.getInt();
      int place = entries.getInt();
      if (id < 0 || found == id) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Where in the file lies what is loaded at an address. */
  private Optional<Long> position(long rva) {
    for (int at = 0; at + SECTION <= sections.limit(); at += SECTION) {
      long start = Integer.toUnsignedLong(sections.getInt(at + 12));
      long size = Integer.toUnsignedLong(sections.getInt(at + 16));
      if (rva >= start && rva < start + size) {
        return Optional.of(rva - start + Integer.toUnsignedLong(sections.getInt(at + 20)));
      }
    }
    return Optional.empty();
  }
}
