package dev.imagescan.agent.packages.debian;

import dev.imagescan.agent.licenses.LicenseExpression;
import dev.imagescan.agent.licenses.LicenseExpression.Single;
import dev.imagescan.agent.licenses.LicenseNames;
import dev.imagescan.agent.licenses.LicenseText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a licence's name means in one copyright file. Some names are used for several licences:
 * "MIT" for X11's, "BSD" and "GPL" for any of theirs. Where the file gives the text below such a
 * name, the text decides.
 */
final class NamesInContext {

  private static final Set<String> AMBIGUOUS =
      Set.of(
          "mit",
          "expat",
          "x11",
          "x",
          "mit/x11",
          "mit-x11",
          "mit/x",
          "mit-style",
          "isc",
          "bsd",
          "bsd-2",
          "bsd-2-clause",
          "bsd-3",
          "bsd-3-clause",
          "bsd-4",
          "bsd-4-clause",
          "gpl",
          "lgpl");

  private final Map<String, String> texts;

  /** What is known already: a file may use a name with a long text any number of times. */
  private final Map<String, Optional<LicenseExpression>> meanings = new HashMap<>();

  private NamesInContext(Map<String, String> texts) {
    this.texts = texts;
  }

  /** The names of a file with these License fields. */
  static NamesInContext of(List<String> fields) {
    Map<String, String> texts = new HashMap<>();
    for (String field : fields) {
      String name = synopsis(field).toLowerCase(Locale.ROOT);
      if (AMBIGUOUS.contains(name) && field.indexOf('\n') > 0) {
        texts.putIfAbsent(name, field.substring(field.indexOf('\n')));
      }
    }
    return new NamesInContext(texts);
  }

  /** What the name means here. */
  LicenseExpression meaning(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return texts.containsKey(lower)
        ? meanings
            .computeIfAbsent(lower, _ -> fromText(texts.get(lower)))
            .orElseGet(() -> LicenseNames.named(name))
        : LicenseNames.named(name);
  }

  private static Optional<LicenseExpression> fromText(String text) {
    return LicenseText.read(text)
        .filter(license -> license instanceof Single(var id, _) && !id.startsWith("LicenseRef-"));
  }

  /** The first line of a License field. */
  static String synopsis(String field) {
    int newline = field.indexOf('\n');
    return newline < 0 ? field : field.substring(0, newline).strip();
  }
}
