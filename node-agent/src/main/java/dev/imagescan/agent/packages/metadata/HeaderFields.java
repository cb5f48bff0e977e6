package dev.imagescan.agent.packages.metadata;

import dev.imagescan.agent.packages.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a file that is written like a mail's header: {@code Name: value}, with blanks
 * before each line that continues a value, up to the first empty line. Only the fields that are
 * asked for are kept, each up to a bound, so a file of any size takes little memory. Names are told
 * apart without regard to case. Lines that are neither field nor continuation are passed over.
 */
public final class HeaderFields {

  /** The longest value that is kept, in bytes: a whole licence's text. */
  public static final int MAX_VALUE = 128 << 10;

  /** How much of all values together is kept, in bytes. */
  public static final int MAX_KEPT = 1 << 20;

  /** How many values of one field are kept. */
  public static final int MAX_VALUES = 256;

  private final Set<String> wanted;
  private final Map<String, List<StringBuilder>> values = new HashMap<>();

  private int kept;

  private HeaderFields(Set<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Reads a header; the stream stays open.
   *
   * @param wanted the fields to keep, in lower case
   */
  public static HeaderFields read(InputStream in, Set<String> wanted) throws IOException {
    HeaderFields fields = new HeaderFields(wanted);
    Lines lines = new Lines(in);
    StringBuilder value = null;
    boolean any = false;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (isEmpty(line) && any) {
        break;
      }
      if (line.startsWith(" ") || line.startsWith("\t")) {
        fields.append(value, "\n" + line.strip());
      } else if (!isEmpty(line)) {
        any = true;
        value = fields.start(line);
      }
    }
    return fields;
  }

  private static boolean isEmpty(String line) {
    return line.isEmpty() || line.equals("\r");
  }

  private StringBuilder start(String line) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    if (!wanted.contains(name)) {
      return null;
    }
    List<StringBuilder> all = values.computeIfAbsent(name, _ -> new ArrayList<>(1));
    if (all.size() >= MAX_VALUES) {
      return null;
    }
    StringBuilder value = new StringBuilder();
    append(value, line.substring(colon + 1).strip());
    all.add(value);
    return value;
  }

  private void append(StringBuilder value, String text) {
    if (value != null) {
      int room = Math.min(MAX_VALUE - value.length(), MAX_KEPT - kept);
      int length = Math.min(text.length(), room);
      value.append(text, 0, length);
      kept += length;
    }
  }

  /** The first value of a field, its lines stripped; null when there is none. */
  public String first(String name) {
    return values.containsKey(name) ? decoded(values.get(name).getFirst()) : null;
  }

  /** All values of a field. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of()).stream().map(HeaderFields::decoded).toList();
  }

  private static String decoded(StringBuilder bytes) {
    byte[] utf8 = bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(utf8, StandardCharsets.UTF_8).strip();
  }
}
