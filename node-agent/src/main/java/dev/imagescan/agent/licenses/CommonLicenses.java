package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to the files in which a Debian system keeps the licences that many packages use. The
 * name of a GNU licence there does not say whether later versions are allowed, so it becomes a
 * LicenseRef; and it says nothing new when a sentence has named the licence.
 *
 * @see <a href="https://www.debian.org/doc/debian-policy/ch-docs.html#copyright-information">Debian
 *     policy, 12.5</a>
 */
final class CommonLicenses {

  private static final Pattern REFERENCE =
      Pattern.compile(
          "/usr/share/common-licenses/(?<name>(?<family>[a-z]++)(?:-[0-9.]*[0-9]|0-1.0)?)");

  private static final Map<String, String> EXACT =
      Map.of(
          "apache-2.0", "Apache-2.0",
          "artistic", "Artistic-1.0-Perl",
          "bsd", "BSD-3-Clause",
          "cc0-1.0", "CC0-1.0",
          "mpl-1.1", "MPL-1.1",
          "mpl-2.0", "MPL-2.0");

  /** More are only in texts that want to be slow to read. */
  private static final int MAX_REFERENCES = 1000;

  private CommonLicenses() {}

  /** The references whose licence's family none of these sentences names. */
  static List<Found> in(String words, List<Found> sentences) {
    Set<String> named = new HashSet<>();
    sentences.stream().map(Found::license).filter(Objects::nonNull).forEach(l -> ids(l, named));
    List<Found> references = new ArrayList<>();
    Matcher matcher = REFERENCE.matcher(words);
    for (int n = 0; n < MAX_REFERENCES && matcher.find(); n++) {
      String family = matcher.group("family");
      if (named.stream().noneMatch(id -> id.startsWith(family))) {
        String name = matcher.group("name");
        String id = EXACT.getOrDefault(name, LicenseNames.ref(name.toUpperCase(Locale.ROOT)));
        references.add(new Found(matcher.start(), matcher.end(), LicenseExpression.of(id)));
      }
    }
    return references;
  }

  /** Adds the ids of an expression in lower case, without what makes one a LicenseRef. */
  private static void ids(LicenseExpression license, Set<String> ids) {
    switch (license) {
      case LicenseExpression.Single(String id, String _) ->
          ids.add(id.replaceFirst("^LicenseRef-", "").toLowerCase(Locale.ROOT));
      case LicenseExpression.All(List<LicenseExpression> parts) ->
          parts.forEach(part -> ids(part, ids));
      case LicenseExpression.Any(List<LicenseExpression> parts) ->
          parts.forEach(part -> ids(part, ids));
    }
  }
}
