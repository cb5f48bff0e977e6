package dev.imagescan.agent.packages.portage;

import dev.imagescan.agent.licenses.LicenseExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a LICENSE as ebuilds write it: names that all hold, groups of which any one may be chosen,
 * and groups that hold when the package was built with a USE flag.
 *
 * @see <a href="https://www.gentoo.org/glep/glep-0023.html">GLEP 23</a>
 */
final class GentooLicense {

  /** Longer texts are not what an ebuild has. */
  private static final int MAX_LENGTH = 8192;

  private static final int MAX_DEPTH = 16;

  /** The text is no LICENSE. */
  private static final class NotOne extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String[] words;
  private final Predicate<String> conditions;
  private int next;

  private GentooLicense(String text, Predicate<String> conditions) {
    this.words = text.strip().split("\\s+");
    this.conditions = conditions;
  }

  /**
   * The expression; empty when the text is none or names no licence.
   *
   * @param conditions whether a condition such as {@code doc} or {@code !doc} holds
   */
  static Optional<LicenseExpression> parse(String text, Predicate<String> conditions) {
    if (text.length() > MAX_LENGTH || text.isBlank()) {
      return Optional.empty();
    }
    try {
      GentooLicense license = new GentooLicense(text, conditions);
      List<LicenseExpression> parts = license.group(0);
      boolean whole = license.next == license.words.length && !parts.isEmpty();
      return whole ? Optional.of(LicenseExpression.all(parts)) : Optional.empty();
    } catch (NotOne _) {
      return Optional.empty();
    }
  }

  /** What stands before the next closing bracket, or the end. */
  private List<LicenseExpression> group(int depth) throws NotOne {
    if (depth > MAX_DEPTH) {
      throw new NotOne();
    }
    List<LicenseExpression> parts = new ArrayList<>();
    while (next < words.length && !words[next].equals(")")) {
      String word = words[next++];
      if (word.equals("||")) {
        List<LicenseExpression> choices = brackets(depth);
        if (!choices.isEmpty()) {
          parts.add(LicenseExpression.any(choices));
        }
      } else if (word.equals("(")) {
        next--;
        addAll(parts, brackets(depth));
      } else if (word.endsWith("?")) {
        boolean holds = conditions.test(word.substring(0, word.length() - 1));
        List<LicenseExpression> inner = brackets(depth);
        addAll(parts, holds ? inner : List.of());
      } else {
        GentooNames.find(word).ifPresent(parts::add);
      }
    }
    return parts;
  }

  private static void addAll(List<LicenseExpression> parts, List<LicenseExpression> inner) {
    if (!inner.isEmpty()) {
      parts.add(LicenseExpression.all(inner));
    }
  }

  private List<LicenseExpression> brackets(int depth) throws NotOne {
    take("(");
    List<LicenseExpression> inner = group(depth + 1);
    take(")");
    return inner;
  }

  private void take(String word) throws NotOne {
    if (next == words.length || !words[next++].equals(word)) {
      throw new NotOne();
    }
  }
}
