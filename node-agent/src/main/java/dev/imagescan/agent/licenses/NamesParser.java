package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Tokens.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads expressions whose names may have blanks in them, such as "(GPL+ or Artistic) and ASL 2.0"
 * or "Apache License, Version 2.0 or MIT License".
 */
final class NamesParser extends ExpressionParser {

  /** More words are a sentence. */
  private static final int MAX_NAME_WORDS = 10;

  private static final Pattern COMMA_BEFORE_VERSION =
      Pattern.compile(",(?=\\s*v(?:er(?:sion)?)?[. ]{0,2}\\d)", Pattern.CASE_INSENSITIVE);

  private static final Pattern LOWER = Pattern.compile(" (?:and|or) ");
  private static final Pattern WITH =
      Pattern.compile(" w/ ?| including (?:the )?", Pattern.CASE_INSENSITIVE);

  private final Function<String, Optional<LicenseExpression>> names;

  private NamesParser(String text, Function<String, Optional<LicenseExpression>> names) {
    super(text);
    this.names = names;
  }

  /**
   * The expression, or empty when the text is none, holds a name that is not known, or joins names
   * by "and" and "or" without brackets: those who write words in place of SPDX's operators have no
   * rule for that.
   *
   * @param names what a licence's name means
   */
  static Optional<LicenseExpression> parse(
      String text, Function<String, Optional<LicenseExpression>> names) {
    if (!mayBeOne(text)) {
      return Optional.empty();
    }
    String spelled = WITH.matcher(NameKey.laterAsPlus(text)).replaceAll(" with ");
    String plain = COMMA_BEFORE_VERSION.matcher(spelled).replaceAll(" ");
    return LOWER.matcher(plain).find() && mixed(new Tokens(plain))
        ? Optional.empty()
        : new NamesParser(plain, names).whole();
  }

  @Override
  boolean takeJoin() {
    return tokens.takeIf(Kind.AND) || tokens.takeIf(Kind.COMMA);
  }

  /** A name takes "with" and what follows into itself: "BSD with advertising" is one. */
  @Override
  String name() throws NotAnExpression {
    StringBuilder name = new StringBuilder();
    int words = 0;
    while (tokens.peek() == Kind.WORD || words > 0 && tokens.peek() == Kind.WITH) {
      if (++words > MAX_NAME_WORDS) {
        throw new NotAnExpression();
      }
      name.append(name.isEmpty() ? "" : " ").append(tokens.take());
    }
    return name.toString();
  }

  @Override
  LicenseExpression named(String name) throws NotAnExpression {
    Optional<LicenseExpression> whole = names.apply(name);
    if (whole.isPresent()) {
      return whole.get();
    }
    int with = name.toLowerCase(Locale.ROOT).indexOf(" with ");
    if (with < 0) {
      throw new NotAnExpression();
    }
    LicenseExpression license =
        names.apply(name.substring(0, with)).orElseThrow(NotAnExpression::new);
    return LicenseNames.with(license, name.substring(with + " with ".length()));
  }

  /** Whether "and" and "or" stand in one pair of brackets, or outside of all. */
  private static boolean mixed(Tokens tokens) {
    Deque<Set<Kind>> open = new ArrayDeque<>(List.of(EnumSet.noneOf(Kind.class)));
    for (int i = 0; tokens.peek(i) != Kind.END; i++) {
      switch (tokens.peek(i)) {
        case OPEN -> open.push(EnumSet.noneOf(Kind.class));
        case CLOSE -> {
          if (open.size() > 1) {
            open.pop();
          }
        }
        case AND, COMMA -> open.peek().add(Kind.AND);
        case OR -> open.peek().add(Kind.OR);
        case WORD, WITH, END -> {}
      }
      if (open.peek().size() > 1) {
        return true;
      }
    }
    return false;
  }
}
