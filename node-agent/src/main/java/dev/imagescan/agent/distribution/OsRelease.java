package dev.imagescan.agent.distribution;

import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names the distribution of a root by its os-release file.
 *
 * @see <a
 *     href="https://www.freedesktop.org/software/systemd/man/latest/os-release.html">os-release(5)</a>
 */
public final class OsRelease {

  /** Where the file may be; the first that is there counts. */
  public static final List<String> PATHS = List.of("etc/os-release", "usr/lib/os-release");

  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_ID = 64;
  private static final int MAX_PRETTY_NAME = 128;

  private OsRelease() {}

  /**
   * The distribution, or empty when neither file is there or says an ID.
   *
   * @throws UnreadableException when a file is there and cannot be read
   */
  public static Optional<Distribution> read(Root root) throws UnreadableException {
    for (String path : PATHS) {
      try (RootFile file = root.open(path)) {
        byte[] content = file.readNBytes(MAX_BYTES);
        return parse(new String(content, StandardCharsets.UTF_8));
      } catch (UnreadableException e) {
        if (e.why() != Unreadable.NOT_FOUND) {
          throw e;
        }
      } catch (IOException e) {
        throw new UnreadableException(path, Unreadable.IO_ERROR);
      }
    }
    return Optional.empty();
  }

  /** The distribution that this content names; values are printable and within the API's bounds. */
  static Optional<Distribution> parse(String content) {
    Map<String, String> values = new HashMap<>();
    for (String line : content.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && !line.startsWith("#")) {
        values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
      }
    }
    String id = printable(values.get("ID"), MAX_ID);
    if (id == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Distribution(
            id,
            printable(values.get("VERSION_ID"), MAX_ID),
            printable(prettyName(values), MAX_PRETTY_NAME)));
  }

  /** The name for people, put together where the file does not give it. */
  private static String prettyName(Map<String, String> values) {
    String name = values.getOrDefault("NAME", values.get("ID"));
    String version = values.getOrDefault("VERSION", values.getOrDefault("VERSION_ID", ""));
    return values.getOrDefault("PRETTY_NAME", name + " " + version);
  }

  /** A shell's value: quoted in either way or bare, with backslashes outside single quotes. */
  private static String unquoted(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    char quote = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < value.length()) {
        plain.append(value.charAt(++i));
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /**
   * The value without control and format characters, cut to a length; null when nothing is left.
   */
  private static String printable(String value, int maxLength) {
    if (value == null) {
      return null;
    }
    String clean =
        value
            .codePoints()
            .filter(Printable::isPlain)
            .limit(maxLength)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString()
            .strip();
    return clean.isEmpty() ? null : clean;
  }
}
