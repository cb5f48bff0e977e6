package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Phrases.Found;
import java.util.List;
import java.util.Optional;

/**
 * Finds the texts of the SPDX list's licences in a text. A licence counts when all of it is there,
 * apart from what SPDX says may be missing or differ, and nothing foreign stands within it.
 *
 * <p>Takes time and memory in proportion to the text, whatever it holds; no state, so any thread
 * may call it. The index is read on first use.
 */
public final class KnownTexts {

  /** Longer texts are cut off here. */
  public static final int MAX_LENGTH = 1 << 20;

  private KnownTexts() {}

  /**
   * The licences whose texts this holds; all hold. A GNU licence's text does not tell whether later
   * versions are allowed, so it counts as that version only, which holds in either case. What else
   * the text holds is not looked at; {@link LicenseFile} does that.
   */
  public static Optional<LicenseExpression> match(String text) {
    List<Found> found = in(PlainWords.of(text.substring(0, Math.min(text.length(), MAX_LENGTH))));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ExceptionTexts.join(
                LicenseExpression.all(found.stream().map(Found::license).toList())));
  }

  /** The texts in plain words, in their order; an exception's is an {@link ExceptionTexts}. */
  static List<Found> in(String words) {
    TextIndex index = TextIndex.get();
    TextWords text = TextWords.of(words, index);
    return TextMatcher.in(text).stream()
        .map(
            match ->
                new Found(
                    text.starts()[match.start()],
                    text.ends()[match.end() - 1],
                    ExceptionTexts.named(index.ids().get(match.license()))))
        .toList();
  }
}
