package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.LicenseExpression.All;
import dev.imagescan.agent.licenses.LicenseExpression.Single;
import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file such as LICENSE or COPYING: licences' texts, what is said around them, and tags for
 * tools.
 *
 * @see <a
 *     href="https://spdx.github.io/spdx-spec/v2.3/using-SPDX-short-identifiers-in-source-files/">
 *     SPDX 2.3, annex E</a>
 */
public final class LicenseFile {

  /** Stands in place of a licence's text; no word of plain words has it. */
  private static final String PLACE = " \u00a7 ";

  private static final Pattern TAG =
      Pattern.compile("(?i)SPDX-License-Identifier(?::[ \\t]*+(?<expression>[^\\r\\n<]{1,300}))?");

  private static final Pattern CHOICE =
      Pattern.compile(
          " under (?:the terms of )?either |[^a-z](?:is|are|also)? ?dual[ -]licensed under ");

  /** A choice for the whole is said at once; further behind it is one for some part. */
  private static final int CHOICE_WITHIN = 600;

  private static final String TAG_WORD = "spdx-license-identifier";

  private static final int MAX_TAGS = 20;

  /** A text as short as this may be no more than a licence's name. */
  private static final int NAME_LENGTH = 200;

  private LicenseFile() {}

  /**
   * The licences that hold by this text, or empty when it names none, or does not say clearly how
   * several belong to each other. Looks at {@link KnownTexts#MAX_LENGTH} characters.
   */
  public static Optional<LicenseExpression> read(String text) {
    String some = text.substring(0, Math.min(text.length(), KnownTexts.MAX_LENGTH));
    String words = PlainWords.of(some);
    List<Found> texts = KnownTexts.in(words);
    List<LicenseExpression> tags = tags(some, words, texts);
    if (!tags.isEmpty() && texts.stream().allMatch(found -> said(tags, found.license()))) {
      return Optional.of(LicenseExpression.all(tags));
    }
    Optional<LicenseExpression> read =
        read(words, texts).map(LicenseFile::withoutRepeatedGrants).map(ExceptionTexts::join);
    return read.isPresent() ? read : name(some);
  }

  private static Optional<LicenseExpression> read(String words, List<Found> texts) {
    StringBuilder rest = new StringBuilder();
    List<Found> places = new ArrayList<>();
    int from = 0;
    for (Found text : texts) {
      rest.append(words, from, Math.max(from, text.start()));
      places.add(new Found(rest.length(), rest.length() + PLACE.length(), text.license()));
      rest.append(PLACE);
      from = Math.max(from, text.end());
    }
    rest.append(words, from, words.length());
    List<LicenseExpression> licenses = places.stream().map(Found::license).distinct().toList();
    if (licenses.size() == 2 && offersAChoice(rest)) {
      return Optional.of(LicenseExpression.any(licenses));
    }
    return LicenseText.read(rest.toString(), places);
  }

  /** Whether the file begins by saying that it is under either of the texts that follow. */
  private static boolean offersAChoice(StringBuilder rest) {
    int first = Math.min(rest.indexOf(PLACE), CHOICE_WITHIN);
    return CHOICE.matcher(rest).region(0, first).find();
  }

  /** The tags, but for those by which a licence's text shows how to write one. */
  private static List<LicenseExpression> tags(String text, String words, List<Found> texts) {
    List<LicenseExpression> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(text);
    int place = -1;
    for (int n = 0; n < MAX_TAGS && tag.find(); n++) {
      place = words.indexOf(TAG_WORD, place + 1);
      int at = place;
      String expression =
          Objects.requireNonNullElse(tag.group("expression"), "")
              .replaceFirst("(?:\\*/|-->|[\"'`])\\s*$", "");
      if (texts.stream().noneMatch(found -> Phrases.covers(found, at))) {
        SpdxParser.parse(expression).filter(LicenseExpression::listed).ifPresent(tags::add);
      }
    }
    return tags;
  }

  private static boolean said(List<LicenseExpression> tags, LicenseExpression license) {
    String id = license.toString().replaceFirst("-only$", "");
    return tags.stream().anyMatch(tag -> tag.toString().contains(id));
  }

  /** A text that is there because of a sentence that allows later versions adds nothing. */
  private static LicenseExpression withoutRepeatedGrants(LicenseExpression read) {
    if (!(read instanceof All(List<LicenseExpression> parts))) {
      return read;
    }
    List<String> ids =
        parts.stream().map(part -> part instanceof Single(String id, String _) ? id : "").toList();
    return LicenseExpression.all(parts.stream().filter(part -> !repeats(part, ids)).toList());
  }

  private static boolean repeats(LicenseExpression part, List<String> ids) {
    String id = part.toString();
    return id.endsWith("-only") && ids.contains(id.replaceFirst("-only$", "-or-later"));
  }

  private static Optional<LicenseExpression> name(String text) {
    String stripped = text.strip();
    return stripped.length() > NAME_LENGTH
        ? Optional.empty()
        : stripped
            .lines()
            .findFirst()
            .flatMap(DeclaredLicense::name)
            .filter(LicenseExpression::listed);
  }
}
