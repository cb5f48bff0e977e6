package dev.imagescan.agent.archive;

import dev.imagescan.agent.archive.TarEntry.Type;
import dev.imagescan.agent.image.ImageFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a tar entry by entry and tells where each one's content lies. Takes what container runtimes
 * take (POSIX, GNU and older forms), and takes it as they do, so that no file is seen otherwise
 * than it would be unpacked. Names stay bytes, no number of the tar sizes an allocation, and what
 * comes before an entry is bounded: a library that unpacks tars promises none of this.
 *
 * <p>One thread may use it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tar.5.html">tar(5)</a>
 */
final class TarReader {

  /** The bound of Go's reader, and so of the runtimes. */
  private static final int MOST_HEADER_BYTES = 1 << 20;

  private static final int MOST_HEADERS = 64;

  private final InputStream in;
  private long position;
  private long next;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** The names that stand before an entry because its header has no room for them. */
  private static final class Extended {
    private PaxRecords pax = new PaxRecords();
    private String name = "";
    private String target = "";
  }

  /** The next entry; empty after the last one. */
  Optional<TarEntry> next() throws IOException {
    Extended extended = new Extended();
    for (int headers = 0; headers < MOST_HEADERS; headers++) {
      skipTo(next);
      Optional<TarFields> read = header();
      if (read.isEmpty()) {
        return Optional.empty();
      }
      TarFields fields = read.get();
      long size = fields.size();
      switch (fields.type()) {
        case 'x' -> extended.pax = PaxRecords.parse(content(size));
        case 'L' -> extended.name = name(content(size));
        case 'K' -> extended.target = name(content(size));
        case 'g' -> end(size);
        default -> {
          return Optional.of(entry(fields, extended));
        }
      }
    }
    throw new ImageFormatException("a tar has headers without end");
  }

  private TarEntry entry(TarFields fields, Extended extended) throws IOException {
    PaxRecords pax = extended.pax;
    String name = or(extended.name, pax.get(PaxRecords.PATH, fields.name()));
    String target = or(extended.target, pax.get(PaxRecords.LINK_PATH, fields.target()));
    Type type = type(fields, name);
    long size = pax.size(fields.size());
    end(hasContent(fields) ? size : 0);
    long stored = type == Type.FILE ? size : 0;
    Optional<SparseHeader.Holes> holes =
        type == Type.FILE ? new SparseHeader(fields, pax, stored).read(this) : Optional.empty();
    return new TarEntry(
        or(holes.isPresent() ? pax.sparse("name") : "", name),
        type,
        target,
        fields.mode(),
        position,
        holes.map(SparseHeader.Holes::size).orElse(stored),
        holes.map(SparseHeader.Holes::map),
        pax.get(PaxRecords.OPAQUE, "").equals("y"));
  }

  /** Links, directories and devices have none, whatever their header says. */
  private static boolean hasContent(TarFields fields) {
    return "123456".indexOf(fields.type()) < 0;
  }

  private static Type type(TarFields fields, String name) throws ImageFormatException {
    return switch (fields.type()) {
      case '0', '7', 'S' -> Type.FILE;
      case '\0' -> name.endsWith("/") ? Type.DIRECTORY : Type.FILE;
      case '1' -> Type.HARD_LINK;
      case '2' -> Type.SYMBOLIC_LINK;
      case '3' -> fields.isDeviceZero() ? Type.WHITEOUT : Type.OTHER;
      case '5' -> Type.DIRECTORY;
      default -> Type.OTHER;
    };
  }

  private Optional<TarFields> header() throws IOException {
    byte[] block = new byte[TarFields.SIZE];
    int count = in.readNBytes(block, 0, block.length);
    position += count;
    next = position;
    if (count == 0) {
      return Optional.empty();
    }
    TarFields fields = new TarFields(block);
    if (count == block.length && fields.isEnd()) {
      return Optional.empty();
    }
    if (count < block.length || !fields.hasItsChecksum()) {
      throw new ImageFormatException("it is no tar, or a damaged one");
    }
    return Optional.of(fields);
  }

  /** The whole content of a header that is there for its content's sake. */
  private byte[] content(long size) throws IOException {
    if (size > MOST_HEADER_BYTES) {
      throw new ImageFormatException("a tar has a name or an extended header that is too long");
    }
    end(size);
    return read((int) size);
  }

  /** Reads on in the content of the entry that is being read. */
  byte[] read(int length) throws IOException {
    byte[] content = in.readNBytes(length);
    position += content.length;
    if (content.length < length) {
      throw new EOFException();
    }
    return content;
  }

  /** Where reading stands. */
  long position() {
    return position;
  }

  /** Tells how much content follows from here, padding not counted. */
  void end(long size) throws ImageFormatException {
    if (size > Long.MAX_VALUE - position - TarFields.SIZE) {
      throw new ImageFormatException("a tar has a number that is too large");
    }
    next = position + (size + TarFields.SIZE - 1) / TarFields.SIZE * TarFields.SIZE;
  }

  private void skipTo(long wanted) throws IOException {
    in.skipNBytes(wanted - position);
    position = wanted;
  }

  private static String name(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private static String or(String first, String second) {
    return first.isEmpty() ? second : first;
  }
}
