package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.licenses.DebianParser;
import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.LicenseFile;
import dev.imagescan.agent.licenses.LicenseNames;
import dev.imagescan.agent.licenses.LicenseText;
import dev.imagescan.agent.packages.License;
import dev.imagescan.agent.packages.License.Evidence;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The licence that a Debian copyright file states. Of a machine-readable one every Files stanza
 * counts, packaging included, and what they name holds together; of one for people what {@link
 * LicenseText} can read, or {@link LicenseFile}, which knows more texts and takes longer.
 *
 * @see <a
 *     href="https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/">Machine-readable
 *     debian/copyright file 1.0</a>
 */
final class CopyrightFile {

  private static final Set<String> FIELDS =
      Set.of("format", "format-specification", "files", "license");
  private static final int MAX_VALUE = 64 << 10;

  /** A file that has more than this is an honest one no longer. */
  private static final int MAX_STANZAS = 10_000;

  private static final Map<String, String> REST = Map.of("files", "*", "license", "and-others");

  /** The name of a licence whose text stands there without a name. */
  private static final String UNNAMED = "unnamed";

  /** How long a name that makes no sense may be to be kept as one. */
  private static final int MAX_NAME = 48;

  /** Written of files in which there is work under each of the licences. */
  private static final Pattern AND_OR = Pattern.compile("(?i)(?<= )and/or(?= )");

  private CopyrightFile() {}

  /** The licence that these bytes state. */
  static License read(byte[] content) {
    Optional<List<Map<String, String>>> stanzas = stanzas(content);
    if (stanzas.isPresent()) {
      return new License(machineReadable(stanzas.get()).bounded(), Evidence.FILE);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1);
    return LicenseText.read(text)
        .or(() -> LicenseFile.read(text))
        .map(expression -> new License(expression.bounded(), Evidence.TEXT))
        .orElse(License.UNKNOWN);
  }

  /** The stanzas that have a licence, or empty when the file is not machine-readable. */
  private static Optional<List<Map<String, String>>> stanzas(byte[] content) {
    Stanzas stanzas = new Stanzas(new ByteArrayInputStream(content), FIELDS, MAX_VALUE);
    try {
      Map<String, String> header = stanzas.next();
      if (header == null
          || !header.containsKey("format") && !header.containsKey("format-specification")) {
        return Optional.empty();
      }
      List<Map<String, String>> licensed = new ArrayList<>();
      for (Map<String, String> next = header; next != null; next = stanzas.next()) {
        if (licensed.size() == MAX_STANZAS) {
          licensed.add(REST);
          break;
        }
        if (next.containsKey("license")) {
          licensed.add(next);
        }
      }
      return licensed.isEmpty() ? Optional.empty() : Optional.of(licensed);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Files stanzas say what holds for files; without any, the others must do. */
  private static LicenseExpression machineReadable(List<Map<String, String>> licensed) {
    List<Map<String, String>> files =
        licensed.stream().filter(stanza -> stanza.containsKey("files")).toList();
    List<Map<String, String>> counting = files.isEmpty() ? licensed : files;
    NamesInContext names = NamesInContext.of(licensed.stream().map(s -> s.get("license")).toList());
    return LicenseExpression.all(
        counting.stream()
            .map(stanza -> stanza.get("license"))
            .distinct()
            .map(field -> license(field, names))
            .toList());
  }

  private static LicenseExpression license(String field, NamesInContext names) {
    String synopsis = NamesInContext.synopsis(field);
    Optional<LicenseExpression> named =
        DebianParser.parse(AND_OR.matcher(synopsis).replaceAll("and"), names::meaning);
    if (named.isPresent()) {
      return named.get();
    }
    return LicenseText.read(field)
        .orElseGet(
            () ->
                LicenseNames.named(
                    synopsis.isEmpty() || synopsis.length() > MAX_NAME ? UNNAMED : synopsis));
  }
}
