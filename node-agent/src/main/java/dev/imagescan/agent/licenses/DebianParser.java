package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the first line of a License field of a machine-readable Debian copyright file. A comma
 * binds weaker than "and" and "or", "and" stronger than "or", and an exception is named between
 * "with" and "exception".
 *
 * @see <a href="https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/#license-syntax">
 *     Machine-readable debian/copyright file 1.0, license syntax</a>
 */
public final class DebianParser extends ExpressionParser {

  /** A licence's name has at most this many words; longer ones are sentences. */
  private static final int MAX_NAME_WORDS = 4;

  private final Function<String, LicenseExpression> names;

  private DebianParser(String text, Function<String, LicenseExpression> names) {
    super(text);
    this.names = names;
  }

  /**
   * The expression, or empty when the line is none or can be read in more than one way.
   *
   * @param names what a licence's name means
   */
  public static Optional<LicenseExpression> parse(
      String synopsis, Function<String, LicenseExpression> names) {
    return mayBeOne(synopsis) ? new DebianParser(synopsis, names).whole() : Optional.empty();
  }

  /** Groups with commas between them; "a, b or c" may mean two things and is refused. */
  @Override
  LicenseExpression start() throws NotAnExpression {
    boolean mayChoose = tokens.has(Kind.OR);
    List<LicenseExpression> choices = new ArrayList<>();
    List<LicenseExpression> together = new ArrayList<>(List.of(any(0)));
    while (tokens.takeIf(Kind.COMMA)) {
      if (tokens.takeIf(Kind.OR)) {
        choices.add(LicenseExpression.all(together));
        together = new ArrayList<>();
      } else if (!tokens.takeIf(Kind.AND) && mayChoose) {
        throw new NotAnExpression();
      }
      together.add(any(0));
    }
    choices.add(LicenseExpression.all(together));
    return LicenseExpression.any(choices);
  }

  @Override
  boolean takeJoin() {
    return tokens.takeIf(Kind.AND);
  }

  @Override
  LicenseExpression named(String name) {
    return names.apply(name);
  }

  @Override
  String name() throws NotAnExpression {
    StringBuilder name = new StringBuilder();
    int words = 0;
    while (tokens.peek() == Kind.WORD) {
      String word = tokens.take();
      if (word.equalsIgnoreCase("and/or") || ++words > MAX_NAME_WORDS) {
        throw new NotAnExpression();
      }
      name.append(name.isEmpty() ? "" : "-").append(word);
    }
    if (words == 0) {
      throw new NotAnExpression();
    }
    return name.toString();
  }
}
