package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the ways to write a licence expression have in common: choices of licences that hold
 * together, brackets, and exceptions. How names are written, and what joins them, is for each.
 */
abstract class ExpressionParser {

  /** Longer texts are not expressions that someone wrote. */
  static final int MAX_LENGTH = 4096;

  private static final int MAX_DEPTH = 16;

  final Tokens tokens;

  ExpressionParser(String text) {
    tokens = new Tokens(text);
  }

  /** Whether a text is to be parsed at all. */
  static boolean mayBeOne(String text) {
    return text.length() <= MAX_LENGTH && !text.isBlank();
  }

  /** The expression, or empty when the text is none, or goes on behind it. */
  final Optional<LicenseExpression> whole() {
    try {
      LicenseExpression expression = start();
      return tokens.peek() == Kind.END ? Optional.of(expression) : Optional.empty();
    } catch (NotAnExpression _) {
      return Optional.empty();
    }
  }

  /** The outermost rule. */
  LicenseExpression start() throws NotAnExpression {
    return any(0);
  }

  /** Takes what joins one licence to another that holds as well, if that follows. */
  abstract boolean takeJoin();

  /** Takes a licence's or an exception's name. */
  abstract String name() throws NotAnExpression;

  /** What a licence's name means. */
  abstract LicenseExpression named(String name) throws NotAnExpression;

  final LicenseExpression any(int depth) throws NotAnExpression {
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
    } while (takeJoin());
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
    LicenseExpression license = named(name());
    return tokens.takeIf(Kind.WITH) ? LicenseNames.with(license, name()) : license;
  }
}
