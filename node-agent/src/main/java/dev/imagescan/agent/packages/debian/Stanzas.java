package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.packages.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The stanzas of a control file, one at a time. Only the fields that are asked for are kept, each
 * up to a bound, so a file of any size takes little memory. Field names are told apart without
 * regard to case; of a field that is given twice the last counts, as with dpkg.
 *
 * @see <a href="https://manpages.debian.org/bookworm/dpkg-dev/deb822.5.en.html">deb822(5)</a>
 */
public final class Stanzas {

  private final Lines lines;
  private final Set<String> wanted;
  private final int maxValue;

  /**
   * Reads from the stream as it goes; closing it is the caller's.
   *
   * @param wanted the fields to keep, in lower case
   * @param maxValue the characters of a value to keep, continuation lines included
   */
  public Stanzas(InputStream in, Set<String> wanted, int maxValue) {
    this.lines = new Lines(in);
    this.wanted = wanted;
    this.maxValue = maxValue;
  }

  /**
   * The next stanza's fields, by their names in lower case; null at the end of the file. Values
   * have no blanks around them, and their lines keep their newlines. Lines that are neither field
   * nor continuation are passed over.
   */
  public Map<String, String> next() throws IOException {
    Map<String, StringBuilder> fields = new HashMap<>();
    boolean any = false;
    StringBuilder value = null;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        if (any) {
          return stripped(fields);
        }
      } else if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        append(value, "\n" + line);
      } else if (line.charAt(0) != '#') {
        any = true;
        value = startField(line, fields);
      }
    }
    return any ? stripped(fields) : null;
  }

  private StringBuilder startField(String line, Map<String, StringBuilder> fields) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    if (!wanted.contains(name)) {
      return null;
    }
    StringBuilder value = new StringBuilder();
    append(value, line.substring(colon + 1).stripLeading());
    fields.put(name, value);
    return value;
  }

  private void append(StringBuilder value, String text) {
    if (value != null) {
      value.append(text, 0, Math.min(text.length(), maxValue - value.length()));
    }
  }

  private static Map<String, String> stripped(Map<String, StringBuilder> fields) {
    Map<String, String> values = HashMap.newHashMap(fields.size());
    fields.forEach((name, value) -> values.put(name, value.toString().stripTrailing()));
    return values;
  }
}
