package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the sentences by which a work is put under a version of a GNU licence, in a text of {@link
 * PlainWords}. Sentences that only say where the licence's text can be read are none.
 */
final class GnuGrants {

  private static final String LATER =
      "(?:\\+| or(?: at your (?:option|choice))?(?: any)? (?:later|newer)(?: versions?)?"
          + "| or at your (?:option|choice) any later)";
  private static final String NAME =
      "(?:(?<kind>lesser|library|affero) (?:gnu )?)?general public licen[sc]e";
  private static final String NUMBER = "(?<number>[1-3](?:\\.[01])?)(?![.0-9])";

  private static final List<Pattern> GRANTS =
      List.of(
          Pattern.compile(
              "(?<![a-z])"
                  + NAME
                  + "(?: l?gpl)?(?: as published by the free software foundation(?: inc)?)?"
                  + "(?: either)?(?: version | v ?)"
                  + NUMBER
                  + "(?: of the(?: gnu)? licen[sc]e)?(?<later>"
                  + LATER
                  + ")?"),
          Pattern.compile(
              "(?:version|v) ?"
                  + NUMBER
                  + "(?<later>"
                  + LATER
                  + ")? of the (?:gnu )?"
                  + NAME
                  + "(?: as published by the free software foundation(?: inc)?)?(?<later2>"
                  + LATER
                  + ")?"),
          Pattern.compile(
              "(?<![a-z0-9/-])(?<kind>[al]?)gpl[ -]?(?:v ?|version )?"
                  + NUMBER
                  + "(?<later>"
                  + LATER
                  + ")"));

  private static final Pattern DOCUMENTATION =
      Pattern.compile(
          "gnu free documentation licen[sc]e version (?<number>1\\.[1-3])(?<later>"
              + LATER
              + ")?(?: published by the free software foundation)?"
              + "(?<none> with (?:no|the) invariant sections(?: with)? no front[ -]?cover texts"
              + "(?: and)?(?: with)? no back[ -]?cover texts)?");

  private static final Pattern EXCEPTION =
      Pattern.compile(
          " with (?:version (?<number>[0-9.]+) of )?(?:the |an |a )?(?<name>(?:\\S+ ){1,4}?)"
              + "exception");

  private static final Pattern TITLE = Pattern.compile(" [a-z]{3,9} (?:19|20)\\d\\d ");
  private static final Pattern WHERE_TO_READ =
      Pattern.compile(
          " (?:(?:text|texts|copy|copies|section [0-9]+) of|compatible (?:to|with)|copying\\.\\S+) ");
  private static final String APPENDIX = "end of terms and conditions";
  private static final int APPENDIX_LENGTH = 3000;

  /** More of one form are only in texts that want to be slow to read. */
  private static final int MAX_GRANTS = 1000;

  private GnuGrants() {}

  /** Every grant of the text. */
  static List<Found> in(String words) {
    List<Found> found = new ArrayList<>();
    for (Pattern grant : GRANTS) {
      Matcher matcher = grant.matcher(words);
      for (int n = 0; n < MAX_GRANTS && matcher.find(); n++) {
        if (!onlyATitle(words, matcher)) {
          add(found, words, matcher);
        }
      }
    }
    Matcher matcher = DOCUMENTATION.matcher(words);
    for (int n = 0; n < MAX_GRANTS && matcher.find(); n++) {
      if (!onlyATitle(words, matcher)) {
        found.add(new Found(matcher.start(), matcher.end(), documentation(matcher)));
      }
    }
    return found;
  }

  private static void add(List<Found> found, String words, Matcher matcher) {
    int end = matcher.end();
    Optional<LicenseExpression> license = license(matcher);
    if (license.isEmpty()) {
      return;
    }
    Matcher exception = EXCEPTION.matcher(words).region(end, Math.min(words.length(), end + 120));
    LicenseExpression whole =
        exception.lookingAt()
            ? LicenseNames.with(license.get(), exceptionName(exception))
            : license.get();
    found.add(new Found(matcher.start(), end, whole));
  }

  private static String exceptionName(Matcher exception) {
    String number = exception.group("number");
    return exception.group("name").strip() + (number == null ? "" : "-" + number);
  }

  private static Optional<LicenseExpression> license(Matcher matcher) {
    String family =
        switch (matcher.group("kind")) {
          case "lesser", "library", "l" -> "LGPL-";
          case "affero", "a" -> "AGPL-";
          case null, default -> "GPL-";
        };
    return LicenseNames.find(family + matcher.group("number") + (later(matcher) ? "+" : ""));
  }

  private static boolean later(Matcher matcher) {
    return matcher.group("later") != null
        || matcher.namedGroups().containsKey("later2") && matcher.group("later2") != null;
  }

  private static LicenseExpression documentation(Matcher matcher) {
    return LicenseExpression.of(
        "GFDL-"
            + matcher.group("number")
            + (matcher.group("none") == null ? "" : "-no-invariants")
            + (matcher.group("later") == null ? "-only" : "-or-later"));
  }

  /** Whether the place names the licence's own text, or lies in its "how to apply" appendix. */
  private static boolean onlyATitle(String words, Matcher matcher) {
    int start = matcher.start();
    String before = words.substring(Math.max(0, start - APPENDIX_LENGTH), start);
    return before.contains(APPENDIX)
        || TITLE.matcher(words).region(matcher.end(), words.length()).lookingAt()
        || WHERE_TO_READ.matcher(words).region(Math.max(0, start - 35), start).find();
  }
}
