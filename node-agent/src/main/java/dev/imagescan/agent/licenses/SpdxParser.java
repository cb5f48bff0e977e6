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
public final class SpdxParser extends ExpressionParser {

  private SpdxParser(String text) {
    super(text);
  }

  /** The expression, with ids as SPDX writes them, or empty when the text is not one. */
  public static Optional<LicenseExpression> parse(String text) {
    return mayBeOne(text) ? new SpdxParser(text).whole() : Optional.empty();
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

  /** Names may also stand beside each other, with a comma or nothing between them. */
  @Override
  boolean takeJoin() {
    return tokens.takeIf(Kind.AND)
        || tokens.takeIf(Kind.COMMA)
        || tokens.peek() == Kind.WORD
        || tokens.peek() == Kind.OPEN;
  }

  @Override
  LicenseExpression named(String name) throws NotAnExpression {
    return LicenseNames.named(name);
  }

  @Override
  String name() throws NotAnExpression {
    if (tokens.peek() != Kind.WORD) {
      throw new NotAnExpression();
    }
    return tokens.take();
  }
}
