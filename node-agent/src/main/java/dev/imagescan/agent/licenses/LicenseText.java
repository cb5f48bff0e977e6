package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the licences out of a text for people, such as an old Debian copyright file: sentences that
 * put a work under a licence, the texts of short licences, and references to Debian's folder of
 * common licences. What is found holds together, each for a part of the work, unless an "or" stands
 * between two; where the text speaks of a choice in another way, nothing is said at all.
 */
public final class LicenseText {

  private static final Pattern CHOICE =
      Pattern.compile(
          " (?:alternatively|(?:dual|tri|multi|multiple)[ -]licen[sc]ed?|disjunction"
              + "|choice of licen[sc]es?|your choice of|either of the"
              + "|at your (?:option|choice)(?! any (?:later|newer))|or the artistic licen[sc]e"
              + "|or the gnu (?:lesser |library )?general public) ");

  /** A choice between versions of one licence; "or any later version" is none. */
  private static final Pattern VERSIONS =
      Pattern.compile(" (?:licen[sc]e|version [123](?:\\.[01])?) or version [123]");

  /** The words between two licences of which one may be chosen, the first with its disclaimer. */
  private static final Pattern OR =
      Pattern.compile(
          " ?(?:or (?:\\S++ ){0,6}"
              + "|(?:(?:this software is provided )?by the .{0,900}? such damages? )?"
              + "alternatively (?:\\S++ ){0,16})");

  /** How far from an "or" between two licences another word may speak of the same choice. */
  private static final int NEAR = 100;

  private LicenseText() {}

  /** The licences of the text, in the order in which they are named, or empty when unclear. */
  public static Optional<LicenseExpression> read(String text) {
    return read(PlainWords.of(text), List.of());
  }

  /**
   * The same of plain words, in some places of which licences' texts were found.
   *
   * @param texts the places, in their order
   */
  static Optional<LicenseExpression> read(String words, List<Found> texts) {
    List<Found> phrases = new ArrayList<>(texts);
    phrases.addAll(Phrases.in(words));
    List<Found> named = new ArrayList<>(phrases);
    for (Found grant : GnuGrants.in(words)) {
      if (named.stream().noneMatch(f -> Phrases.covers(f, grant.start()))) {
        named.add(grant);
      }
    }
    named.addAll(CommonLicenses.in(words, named));
    if (!named.isEmpty()) {
      named.addAll(UnknownTexts.in(words, named));
    }
    named.sort(Comparator.comparingInt(Found::start));
    List<Found> parts =
        joinChoices(words, named.stream().filter(f -> f.license() != null).toList());
    if (parts.isEmpty() || VERSIONS.matcher(words).find()) {
      return Optional.empty();
    }
    LicenseExpression all = LicenseExpression.all(parts.stream().map(Found::license).toList());
    boolean several = all instanceof LicenseExpression.All;
    return several && speaksOfChoice(words, phrases, parts) ? Optional.empty() : Optional.of(all);
  }

  private static List<Found> joinChoices(String words, List<Found> named) {
    List<Found> parts = new ArrayList<>();
    for (Found next : named) {
      Found last = parts.isEmpty() ? null : parts.getLast();
      if (last != null
          && last.end() <= next.start()
          && OR.matcher(words).region(last.end(), next.start()).matches()) {
        parts.removeLast();
        LicenseExpression either = LicenseExpression.any(List.of(last.license(), next.license()));
        parts.add(new Found(last.start(), next.end(), either));
      } else {
        parts.add(next);
      }
    }
    return parts;
  }

  /** Whether the text speaks of a choice elsewhere than in and around what was understood. */
  private static boolean speaksOfChoice(String words, List<Found> phrases, List<Found> parts) {
    Matcher matcher = CHOICE.matcher(words);
    while (matcher.find()) {
      int place = matcher.start() + 1;
      boolean understood =
          phrases.stream().anyMatch(f -> Phrases.covers(f, place))
              || parts.stream()
                  .filter(f -> f.license() instanceof LicenseExpression.Any)
                  .anyMatch(f -> f.start() - NEAR < place && place < f.end() + NEAR);
      if (!understood) {
        return true;
      }
    }
    return false;
  }
}
