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
import java.util.regex.Pattern;

/**
 * What a licence's name means in one copyright file. Some names are used for several licences:
 * "MIT" for X11's, "BSD" and "GPL" for any of theirs. Where the file gives the text below such a
 * name, the text decides. So does GNU's notice below the name of a GNU licence where it allows
 * later versions: "GPL-2" is often written above "version 2, or any later version".
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

  private static final Pattern GNU = Pattern.compile("[al]?gpl-?v?[1-3](?:\\.[01])?\\+?");

  /** How GNU's notice begins; other words below the name only say where to read the licence. */
  private static final Pattern NOTICE =
      Pattern.compile("(?i)redistribute\\s+it\\s+and/or\\s+modify");

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
      int newline = field.indexOf('\n');
      if (newline > 0 && decides(name, field)) {
        texts.putIfAbsent(name, field.substring(newline));
      }
    }
    return new NamesInContext(texts);
  }

  private static boolean decides(String name, String field) {
    return AMBIGUOUS.contains(name) || GNU.matcher(name).matches() && NOTICE.matcher(field).find();
  }

  /** What the name means here. */
  LicenseExpression meaning(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return texts.containsKey(lower)
        ? meanings
            .computeIfAbsent(lower, _ -> fromText(lower, texts.get(lower)))
            .orElseGet(() -> LicenseNames.named(name))
        : LicenseNames.named(name);
  }

  /** A GNU notice only ever adds later versions: there are too many ways of writing it. */
  private static Optional<LicenseExpression> fromText(String name, String text) {
    return LicenseText.read(text)
        .filter(license -> license instanceof Single(var id, _) && !id.startsWith("LicenseRef-"))
        .filter(license -> AMBIGUOUS.contains(name) || isLaterGnu(license));
  }

  private static boolean isLaterGnu(LicenseExpression license) {
    return license instanceof Single(var id, var exception)
        && exception == null
        && id.endsWith("-or-later");
  }

  /** The first line of a License field. */
  static String synopsis(String field) {
    int newline = field.indexOf('\n');
    return newline < 0 ? field : field.substring(0, newline).strip();
  }
}
