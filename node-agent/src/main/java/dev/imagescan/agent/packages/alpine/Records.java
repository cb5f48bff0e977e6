package dev.imagescan.agent.packages.alpine;

import dev.imagescan.agent.packages.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of apk's database of installed packages: lines of a letter, a colon and a value, with
 * an empty line after each package. Only the lines of interest are kept.
 */
final class Records {

  /** More files than any package has. */
  private static final int MOST_FILES = 200_000;

  /** More than the paths of all files of any package together take, in characters. */
  private static final int MOST_TEXT = 4 << 20;

  /** What a path in a list takes beside its characters. */
  private static final int PATH = 64;

  private final Lines lines;

  Records(InputStream in) {
    lines = new Lines(in);
  }

  /** The next package; null at the end of the file. */
  InstalledRecord next() throws IOException {
    Map<Character, String> fields = new HashMap<>();
    List<String> files = new ArrayList<>();
    String directory = "";
    int left = MOST_TEXT;
    boolean any = false;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isEmpty() && any) {
        break;
      }
      any |= !line.isEmpty();
      if (line.length() < 2 || line.charAt(1) != ':') {
        continue;
      }
      String value = line.substring(2).strip();
      switch (line.charAt(0)) {
        case 'F' -> directory = value.isEmpty() ? "" : value + "/";
        case 'R' -> {
          left -= Math.min(left, directory.length() + value.length() + PATH);
          if (left > 0 && files.size() < MOST_FILES) {
            files.add(directory + value);
          }
        }
        case 'P', 'V', 'A', 'L', 'o' -> fields.put(line.charAt(0), value);
        default -> {}
      }
    }
    return any ? new InstalledRecord(fields, files) : null;
  }
}
