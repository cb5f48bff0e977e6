package dev.imagescan.agent.licenses;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words, brackets and commas of a licence expression, read from left to right. */
final class Tokens {

  /** What a token can be. An expression's end is one, too. */
  enum Kind {
    WORD,
    AND,
    OR,
    WITH,
    COMMA,
    OPEN,
    CLOSE,
    END
  }

  private record Token(Kind kind, String text) {}

  private static final Token LAST = new Token(Kind.END, "");
  private static final Pattern TOKEN = Pattern.compile("[(),|]|[^\\s(),|]+");

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  Tokens(String text) {
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(new Token(kind(matcher.group()), matcher.group()));
    }
  }

  /** The kind of the next token. */
  Kind peek() {
    return peek(0);
  }

  /** The kind of the token that stands this many behind the next one. */
  Kind peek(int ahead) {
    return token(ahead).kind();
  }

  /** The next token's text, which is then behind us. */
  String take() {
    String text = token(0).text();
    next++;
    return text;
  }

  /** Takes the next token if it is of this kind. */
  boolean takeIf(Kind kind) {
    boolean fits = peek() == kind;
    if (fits) {
      next++;
    }
    return fits;
  }

  /** Whether any token is of this kind, read or not. */
  boolean has(Kind kind) {
    return tokens.stream().anyMatch(token -> token.kind() == kind);
  }

  private Token token(int ahead) {
    return next + ahead < tokens.size() ? tokens.get(next + ahead) : LAST;
  }

  private static Kind kind(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "and" -> Kind.AND;
      case "or", "|" -> Kind.OR;
      case "with" -> Kind.WITH;
      case "," -> Kind.COMMA;
      case "(" -> Kind.OPEN;
      case ")" -> Kind.CLOSE;
      default -> Kind.WORD;
    };
  }
}
