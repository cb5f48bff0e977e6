package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The records of a POSIX extended header, {@code "LENGTH KEY=VALUE\n"} each; an empty value says
 * nothing. Only those that tell of names, sizes and holes are kept.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax</a>
 */
final class PaxRecords {

  static final String PATH = "path";
  static final String LINK_PATH = "linkpath";
  static final String SIZE = "size";
  static final String OPAQUE = "SCHILY.xattr.trusted.overlay.opaque";

  private static final String SPARSE = "GNU.sparse.";
  private static final String HOLE_OFFSET = SPARSE + "offset";
  private static final String HOLE_LENGTH = SPARSE + "numbytes";
  private static final String MAP = SPARSE + "map";
  private static final int LONGEST_NUMBER = 20;

  private final Map<String, String> values = new HashMap<>();
  private final StringBuilder pairs = new StringBuilder();

  /** Reads a whole extended header. */
  static PaxRecords parse(byte[] content) throws ImageFormatException {
    PaxRecords records = new PaxRecords();
    int at = 0;
    while (at < content.length) {
      int end = at + length(content, at);
      int key = indexOf(content, ' ', at, end) + 1;
      int equals = indexOf(content, '=', key, end);
      if (content[end - 1] != '\n' || equals == key) {
        throw malformed();
      }
      records.put(text(content, key, equals), text(content, equals + 1, end - 1));
      at = end;
    }
    if (!records.pairs.isEmpty()) {
      records.values.put(MAP, records.pairs.substring(1));
    }
    return records;
  }

  private static int length(byte[] content, int at) throws ImageFormatException {
    int space = indexOf(content, ' ', at, Math.min(content.length, at + LONGEST_NUMBER));
    long length = number(text(content, at, space));
    if (length <= space - at + 1 || length > content.length - at) {
      throw malformed();
    }
    return (int) length;
  }

  private void put(String key, String value) throws ImageFormatException {
    switch (key) {
      case HOLE_OFFSET, HOLE_LENGTH -> pairs.append(',').append(value);
      case PATH, LINK_PATH -> {
        if (value.indexOf('\0') >= 0) {
          throw malformed();
        }
        values.put(key, value);
      }
      case SIZE, OPAQUE -> values.put(key, value);
      default -> {
        if (key.startsWith(SPARSE)) {
          values.put(key, value);
        }
      }
    }
  }

  /** The value, or else what the header itself says. */
  String get(String key, String otherwise) {
    String value = values.getOrDefault(key, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** The same for one that tells of holes. */
  String sparse(String key) {
    return get(SPARSE + key, "");
  }

  long size(long otherwise) throws ImageFormatException {
    String size = get(SIZE, "");
    return size.isEmpty() ? otherwise : number(size);
  }

  static long number(String digits) throws ImageFormatException {
    try {
      long value = Long.parseLong(digits);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw malformed();
  }

  private static int indexOf(byte[] content, char wanted, int from, int end)
      throws ImageFormatException {
    for (int i = from; i < end; i++) {
      if (content[i] == wanted) {
        return i;
      }
    }
    throw malformed();
  }

  private static String text(byte[] content, int from, int end) {
    return new String(content, from, end - from, StandardCharsets.ISO_8859_1);
  }

  private static ImageFormatException malformed() {
    return new ImageFormatException("a tar has an extended header that is none");
  }
}
