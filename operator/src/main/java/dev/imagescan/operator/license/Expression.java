package dev.imagescan.operator.license;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads SPDX licence expressions as reports hold them, and says in one pass what becomes of one:
 * there is no tree in between. AND binds tighter than OR. What is nested deeper than anyone writes
 * is no expression.
 *
 * @param <T> what an expression is evaluated to
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/">SPDX 2.3, annex
 *     D</a>
 */
final class Expression<T> {

  private static final Pattern TOKEN = Pattern.compile("[()]|[^\\s()]+");
  private static final int MAX_DEPTH = 32;

  private final List<String> tokens = new ArrayList<>();
  private final Function<License, T> license;
  private final BinaryOperator<T> all;
  private final BinaryOperator<T> any;
  private int next;

  private Expression(
      String text, Function<License, T> license, BinaryOperator<T> all, BinaryOperator<T> any) {
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    this.license = license;
    this.all = all;
    this.any = any;
  }

  /**
   * What an expression comes to; empty when the text is none.
   *
   * @param all what both of two come to
   * @param any what the choice between two comes to
   */
  static <T> Optional<T> evaluate(
      String text, Function<License, T> license, BinaryOperator<T> all, BinaryOperator<T> any) {
    Expression<T> expression = new Expression<>(text, license, all, any);
    try {
      T value = expression.choice(0);
      return expression.next == expression.tokens.size() ? Optional.of(value) : Optional.empty();
    } catch (Malformed _) {
      return Optional.empty();
    }
  }

  private T choice(int depth) throws Malformed {
    T value = conjunction(depth);
    while (takes("OR")) {
      value = any.apply(value, conjunction(depth));
    }
    return value;
  }

  private T conjunction(int depth) throws Malformed {
    T value = single(depth);
    while (takes("AND")) {
      value = all.apply(value, single(depth));
    }
    return value;
  }

  private T single(int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw new Malformed();
    }
    if (takes("(")) {
      T value = choice(depth + 1);
      if (!takes(")")) {
        throw new Malformed();
      }
      return value;
    }
    String id = word();
    return license.apply(new License(id, takes("WITH") ? word() : null));
  }

  private String word() throws Malformed {
    if (next == tokens.size() || isReserved(tokens.get(next))) {
      throw new Malformed();
    }
    return tokens.get(next++);
  }

  private boolean takes(String token) {
    boolean fits = next < tokens.size() && tokens.get(next).equalsIgnoreCase(token);
    next += fits ? 1 : 0;
    return fits;
  }

  private static boolean isReserved(String token) {
    return List.of("(", ")", "AND", "OR", "WITH").stream().anyMatch(token::equalsIgnoreCase);
  }

  private static final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    Malformed() {
      super("not a licence expression", null, false, false);
    }
  }
}
