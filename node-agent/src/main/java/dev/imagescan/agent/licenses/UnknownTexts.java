package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the places of a text of {@link PlainWords} at which a licence begins that no table knows,
 * so that what is known is not taken for the whole.
 */
final class UnknownTexts {

  private static final Pattern BEGINNING =
      Pattern.compile(
          " (?:permission is (?:hereby )?granted|permission to (?:use|copy|modify|distribute) "
              + "|redistribution and use |redistribution and modification "
              + "|redistributions? (?:in|of) source|(?<! separate )licen[sc]e agreement"
              + "|you may (?:freely )?(?:use|copy|distribute|redistribute) )");

  /** A sentence that begins so may name a known licence at its end. */
  private static final int SENTENCE = 200;

  /** More are only in texts that want to be slow to read. */
  private static final int MAX_FOUND = 200;

  private static final LicenseExpression UNNAMED = LicenseNames.named("unnamed");

  private UnknownTexts() {}

  /** The places that none of these sentences covers or follows at once. */
  static List<Found> in(String words, List<Found> known) {
    List<Found> unknown = new ArrayList<>();
    Matcher matcher = BEGINNING.matcher(words);
    for (int n = 0; n < MAX_FOUND && matcher.find(); n++) {
      int start = matcher.start() + 1;
      if (known.stream().noneMatch(f -> f.start() - SENTENCE < start && start < f.end())) {
        unknown.add(new Found(start, matcher.end(), UNNAMED));
      }
    }
    return unknown;
  }
}
