package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads SPDX licence expressions, and what package metadata has in their place: deprecated ids,
 * short names, operators in any case, and lists of names without an operator, which mean that all
 * of them hold.
 */
public final class SpdxParser {

  /** Longer texts are not expressions that someone wrote. */
  static final int MAX_LENGTH = 4096;

  private static final int MAX_DEPTH = 16;

  private final Tokens tokens;

  private SpdxParser(String text) {
    tokens = new Tokens(text);
  }

  /** The expression, with ids as SPDX writes them, or empty when the text is not one. */
  public static Optional<LicenseExpression> parse(String text) {
    if (text.length() > MAX_LENGTH || text.isBlank()) {
      return Optional.empty();
    }
    try {
      SpdxParser parser = new SpdxParser(text);
      LicenseExpression expression = parser.any(0);
      return parser.tokens.peek() == Kind.END ? Optional.of(expression) : Optional.empty();
    } catch (NotAnExpression _) {
      return Optional.empty();
    }
  }

  /** An expression of this package's own tables. */
  static LicenseExpression parseKnown(String text) {
    List<LicenseExpression> choices = new ArrayList<>();
    for (String choice : text.split(" OR ")) {
      String[] ids = choice.split(" WITH ");
      choices.add(new LicenseExpression.Single(ids[0], ids.length > 1 ? ids[1] : null));
    }
    return LicenseExpression.any(choices);
  }

  private LicenseExpression any(int depth) throws NotAnExpression {
    List<LicenseExpression> parts = new ArrayList<>();
    do {
      parts.add(all(depth));
    } while (tokens.takeIf(Kind.OR));
    return LicenseExpression.any(parts);
  }

  private LicenseExpression all(int depth) throws NotAnExpression {
    List<LicenseExpression> parts = new ArrayList<>();
    do {
      parts.add(single(depth));
    } while (tokens.takeIf(Kind.AND)
        || tokens.takeIf(Kind.COMMA)
        || tokens.peek() == Kind.WORD
        || tokens.peek() == Kind.OPEN);
    return LicenseExpression.all(parts);
  }

  private LicenseExpression single(int depth) throws NotAnExpression {
    if (depth > MAX_DEPTH) {
      throw new NotAnExpression();
    }
    if (tokens.takeIf(Kind.OPEN)) {
      LicenseExpression inner = any(depth + 1);
      if (!tokens.takeIf(Kind.CLOSE)) {
        throw new NotAnExpression();
      }
      return inner;
    }
    LicenseExpression license = LicenseNames.named(word());
    return tokens.takeIf(Kind.WITH) ? LicenseNames.with(license, word()) : license;
  }

  private String word() throws NotAnExpression {
    if (tokens.peek() != Kind.WORD) {
      throw new NotAnExpression();
    }
    return tokens.take();
  }
}
