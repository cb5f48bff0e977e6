package dev.imagescan.agent.licenses;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What stays of a licence's name when the ways to write it are taken away: "The Apache Software
 * License, Version 2.0" and "Apache Software Licence v2" have the same key.
 */
final class NameKey {

  private static final Set<String> NOISE =
      Set.of(
          "the",
          "license",
          "licence",
          "licenses",
          "licences",
          "licensed",
          "under",
          "version",
          "versions",
          "ver",
          "v",
          "v.",
          "of",
          "terms",
          "a",
          "an");

  private static final Pattern SIGNS = Pattern.compile("[^a-z0-9.+]+");

  private static final String OR_LATER =
      "(?:or|and) (?:\\(?at your (?:option|choice)\\)? )?(?:any )?"
          + "(?:later|newer|greater|above|higher)(?: versions?)?"
          + "(?: \\(?at your (?:option|choice)\\)?)?";

  /** "or any later version" in all its forms; "or" would part two licences otherwise. */
  private static final Pattern LATER =
      Pattern.compile(
          "(?<![ ,])[ ,]*+\\(" + OR_LATER + "\\)|(?<![ ,])[ ,]++" + OR_LATER,
          Pattern.CASE_INSENSITIVE);

  private static final Pattern VERSION =
      Pattern.compile("v?(\\d+(?:\\.\\d+)*?)(?:\\.0)?\\.?(\\+?)");

  private NameKey() {}

  /** The text with a plus sign in place of the words that allow later versions. */
  static String laterAsPlus(String text) {
    return LATER.matcher(text).replaceAll("+");
  }

  /** The key; empty when nothing stays. */
  static String of(String name) {
    String lower = laterAsPlus(name).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    for (String word : SIGNS.split(lower)) {
      if (!NOISE.contains(word) && !word.isEmpty()) {
        var version = VERSION.matcher(word);
        words.add(version.matches() ? version.group(1) + version.group(2) : word);
      }
    }
    return String.join(" ", words);
  }
}
