package dev.imagescan.agent.packages.archive;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * An archive in the ZIP format, read by its central directory: no more than the directory and the
 * entries that are asked for. Of the directory only what is wanted is kept, so memory does not grow
 * with the archive; no length in it sizes anything.
 */
public final class ZipArchive {

  /** An archive with more is not an honest one. */
  private static final int MAX_ENTRIES = 1_000_000;

  private static final int MAX_NAME = 1024;

  /** What the names that are wanted may take together, in characters. */
  private static final int MAX_NAMES = 1 << 20;

  private static final long ENTRY = 0x02014b50L;
  private static final long LOCAL_HEADER = 0x04034b50L;
  private static final int LOCAL_HEADER_LENGTH = 30;
  private static final int DIRECTORY_BUFFER = 16 << 10;

  /** What opening the smallest archive is charged with, in bytes. */
  private static final int OPENING = 4 << 10;

  private final Bytes bytes;
  private final DirectoryEnd end;
  private final Allowance allowance;

  private ZipArchive(Bytes bytes, DirectoryEnd end, Allowance allowance) {
    this.bytes = bytes;
    this.end = end;
    this.allowance = allowance;
  }

  /**
   * The archive that these bytes are.
   *
   * @throws UnreadableException with {@link Unreadable#MALFORMED} when they are none, and {@link
   *     Unreadable#TOO_LARGE} when the allowance is used up
   */
  public static ZipArchive of(Bytes bytes, Allowance allowance) throws IOException {
    DirectoryEnd end = DirectoryEnd.of(bytes);
    allowance.charge(bytes.path(), OPENING + end.size());
    return new ZipArchive(bytes, end, allowance);
  }

  /**
   * The files whose names are wanted, in the order in which they lie in the archive.
   *
   * @param most how many at most; {@link Unreadable#TOO_MANY_ENTRIES} when there are more
   */
  public List<Entry> entries(Predicate<String> wanted, int most) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Cursor cursor = new Cursor(bytes, end.start(), DIRECTORY_BUFFER);
    int count = 0;
    int names = 0;
    while (end.start() + end.size() - cursor.position() >= 4 && cursor.u32() == ENTRY) {
      Entry entry = entry(cursor);
      if (entry != null && wanted.test(entry.name())) {
        entries.add(entry);
        names += entry.name().length();
      }
      if (++count > MAX_ENTRIES || entries.size() > most || names > MAX_NAMES) {
        throw new UnreadableException(bytes.path(), Unreadable.TOO_MANY_ENTRIES);
      }
    }
    if (count == 0 && end.size() > 0) {
      throw bytes.malformed();
    }
    entries.sort(Comparator.comparingLong(Entry::header));
    return entries;
  }

  /** The next entry; null when its name is too long to be of interest. */
  private Entry entry(Cursor cursor) throws IOException {
    cursor.skip(4);
    boolean encrypted = (cursor.u16() & 1) != 0;
    int method = cursor.u16();
    cursor.skip(8);
    long compressed = cursor.u32();
    long size = cursor.u32();
    int nameLength = cursor.u16();
    int extraLength = cursor.u16();
    int commentLength = cursor.u16();
    cursor.skip(8);
    long header = cursor.u32();
    String name = nameLength <= MAX_NAME ? cursor.text(nameLength) : null;
    cursor.skip(nameLength <= MAX_NAME ? 0 : nameLength);
    long extra = cursor.position();
    Sizes sizes = Sizes.read(cursor, extraLength, size, compressed, header);
    cursor.skip(extra + extraLength + commentLength - cursor.position());
    return name == null
        ? null
        : new Entry(name, method, encrypted, sizes.compressed(), sizes.header() + end.shift());
  }

  /**
   * The bytes of an entry as a stream, which ends where the entry ends. One stream of an archive at
   * a time; closing it is the caller's.
   */
  public InputStream stream(Entry entry) throws IOException {
    return Inflation.of(content(entry), entry, path(entry), allowance);
  }

  /** An entry's bytes at any position, for an archive in the archive. The caller closes them. */
  public Bytes nested(Entry entry) throws IOException {
    Slice content = content(entry);
    return entry.method() == Entry.STORED
        ? new Slice(path(entry), bytes, content.start(), content.size())
        : InflatedBytes.of(() -> Inflation.of(content, entry, path(entry), allowance), allowance);
  }

  /** Where an entry comes from, for problems. */
  public String path(Entry entry) {
    return bytes.path() + "!/" + entry.name();
  }

  private Slice content(Entry entry) throws IOException {
    long header = entry.header();
    if (entry.encrypted() || header < 0 || header > bytes.size() - LOCAL_HEADER_LENGTH) {
      throw new UnreadableException(path(entry), Unreadable.MALFORMED);
    }
    Cursor cursor = new Cursor(bytes, header, LOCAL_HEADER_LENGTH);
    boolean found = cursor.u32() == LOCAL_HEADER;
    cursor.skip(22);
    long start = header + LOCAL_HEADER_LENGTH + cursor.u16() + cursor.u16();
    long size = entry.compressed();
    if (!found || start > bytes.size() || size < 0 || size > bytes.size() - start) {
      throw new UnreadableException(path(entry), Unreadable.MALFORMED);
    }
    return new Slice(path(entry), bytes, start, size);
  }
}
