package dev.imagescan.agent.packages.rpm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A package's header: an index of tags and a store of their values, in big-endian order. Only the
 * tags of interest are kept. Of a tag that is there twice the last counts: what rpm adds to a
 * package's own, immutable region stands behind it and goes before it.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/hregions.html">Immutable
 *     header regions</a>
 */
final class Header {

  /** The tags that are looked at, by rpm's own numbers and names. */
  enum Tag {
    NAME(1000),
    VERSION(1001),
    RELEASE(1002),
    EPOCH(1003),
    LICENSE(1014),
    ARCH(1022),
    OLDFILENAMES(1027),
    FILEDIGESTS(1035),
    SOURCERPM(1044),
    DIRINDEXES(1116),
    BASENAMES(1117),
    DIRNAMES(1118),
    FILEDIGESTALGO(5011);

    private static final Map<Integer, Tag> BY_NUMBER = new HashMap<>();

    static {
      for (Tag tag : values()) {
        BY_NUMBER.put(tag.number, tag);
      }
    }

    private final int number;

    Tag(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;
  private static final int I18N_STRING = 9;

  private static final int INTRODUCTION = 8;
  private static final int ENTRY = 16;

  private record Entry(int type, int offset, int count) {}

  private final Map<Tag, Entry> index = new HashMap<>();
  private final ByteBuffer store;

  /** Reads the index of a header as a database holds it, without the magic of a package file. */
  Header(ByteBuffer blob) throws MalformedException {
    MalformedException.unless(blob.limit() >= INTRODUCTION);
    int entries = blob.getInt(0);
    int length = blob.getInt(4);
    long begin = INTRODUCTION + (long) ENTRY * entries;
    MalformedException.unless(entries > 0 && length >= 0 && begin + length <= blob.limit());
    store = blob.slice((int) begin, length);
    for (int at = INTRODUCTION; at < begin; at += ENTRY) {
      Tag tag = Tag.BY_NUMBER.get(blob.getInt(at));
      if (tag != null) {
        index.put(tag, new Entry(blob.getInt(at + 4), blob.getInt(at + 8), blob.getInt(at + 12)));
      }
    }
  }

  /** How many bytes the values take. */
  int length() {
    return store.limit();
  }

  boolean has(Tag tag) {
    return index.containsKey(tag);
  }

  /** A tag's only or first text, one byte a char; empty when there is none or it is longer. */
  Optional<String> text(Tag tag, int maxLength) {
    return strings(tag).filter(Strings::hasNext).map(texts -> texts.next(maxLength));
  }

  /** A tag's texts; empty when it has none. */
  Optional<Strings> strings(Tag tag) {
    Entry entry = index.get(tag);
    boolean isText =
        entry != null
            && (entry.type() == STRING
                || entry.type() == STRING_ARRAY
                || entry.type() == I18N_STRING);
    return isText && entry.count() > 0 && isInside(entry.offset(), 1)
        ? Optional.of(
            new Strings(store.slice(entry.offset(), length() - entry.offset()), entry.count()))
        : Optional.empty();
  }

  /** How many numbers a tag has. */
  int numbers(Tag tag) {
    Entry entry = index.get(tag);
    boolean fits =
        entry != null
            && entry.type() == INT32
            && entry.count() > 0
            && isInside(entry.offset(), 4L * entry.count());
    return fits ? entry.count() : 0;
  }

  /** One of a tag's numbers, which are unsigned; empty when it has no such one. */
  OptionalLong number(Tag tag, int position) {
    return position < numbers(tag)
        ? OptionalLong.of(
            Integer.toUnsignedLong(store.getInt(index.get(tag).offset() + 4 * position)))
        : OptionalLong.empty();
  }

  private boolean isInside(int offset, long length) {
    return offset >= 0 && offset + length <= length();
  }

  /** Texts that follow one another, each with a NUL behind it; as many as there really are. */
  static final class Strings {
    private final byte[] bytes;
    private final int end;
    private final int count;
    private int position;
    private int taken;

    private Strings(ByteBuffer from, int count) {
      this.bytes = from.array();
      this.position = from.arrayOffset();
      this.end = position + from.limit();
      this.count = count;
    }

    boolean hasNext() {
      return taken < count && position < end;
    }

    /** Where the next text begins, to come back to it. */
    int position() {
      return position;
    }

    /** The text that begins there; null when it is longer. */
    String at(int start, int maxLength) {
      position = start;
      return next(maxLength);
    }

    /** Passes over the next text; returns its length. */
    int skip() {
      int start = position;
      taken++;
      while (position < end) {
        if (bytes[position++] == 0) {
          return position - start - 1;
        }
      }
      return position - start;
    }

    /** The next text; null when it is longer. */
    String next(int maxLength) {
      int start = position;
      int length = skip();
      return length <= maxLength
          ? new String(bytes, start, length, StandardCharsets.ISO_8859_1)
          : null;
    }
  }
}
