package dev.imagescan.agent.packages.ruby;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The texts that stand in a line of Ruby source as they are: quoted, or in the brackets of %q, %w
 * and their like. What the program would have to compute is none.
 *
 * @see <a href="https://docs.ruby-lang.org/en/3.4/syntax/literals_rdoc.html">Literals</a>
 */
final class RubyText {

  /** How many members of a list are looked at. */
  private static final int MAX_MEMBERS = 64;

  private final String source;
  private int position;

  private RubyText(String source) {
    this.source = source;
  }

  /** The text that a piece of source begins with, if that is one. */
  static Optional<String> literal(String source) {
    return Optional.ofNullable(new RubyText(source).literal());
  }

  /** The texts of a list, or the one text; those before the first that is computed. */
  static List<String> list(String source) {
    RubyText text = new RubyText(source);
    if (text.takeIf("%w") || text.takeIf("%W")) {
      String words = text.bracketed();
      return words == null || words.isBlank() ? List.of() : List.of(words.strip().split("\\s+"));
    }
    if (!text.takeIf("[")) {
      return literal(source).stream().toList();
    }
    List<String> members = new ArrayList<>();
    do {
      String member = text.literal();
      if (member == null) {
        break;
      }
      members.add(member);
    } while (members.size() < MAX_MEMBERS && text.takeIf(","));
    return members;
  }

  private String literal() {
    String text = null;
    if (takeIf("\"")) {
      text = quoted('"');
    } else if (takeIf("'")) {
      text = quoted('\'');
    } else if (takeIf("%q") || takeIf("%Q")) {
      text = bracketed();
    }
    takeIf(".freeze");
    return text;
  }

  /** Up to the closing quote; null when there is none, or something is to be put in. */
  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    while (position < source.length()) {
      char c = source.charAt(position++);
      if (c == quote) {
        return text.toString();
      }
      if (quote == '"' && c == '#' && position < source.length() && at(position) == '{') {
        return null;
      }
      if (c == '\\' && position < source.length()) {
        c = source.charAt(position++);
      }
      text.append(c);
    }
    return null;
  }

  private String bracketed() {
    if (position >= source.length()) {
      return null;
    }
    char close =
        switch (at(position++)) {
          case '{' -> '}';
          case '(' -> ')';
          case '[' -> ']';
          case '<' -> '>';
          default -> at(position - 1);
        };
    int end = source.indexOf(close, position);
    if (end < 0) {
      return null;
    }
    String text = source.substring(position, end);
    position = end + 1;
    return text.contains("#{") ? null : text;
  }

  private char at(int index) {
    return source.charAt(index);
  }

  /** Takes this if it comes next, blanks apart. */
  private boolean takeIf(String expected) {
    int start = position;
    while (start < source.length() && source.charAt(start) == ' ') {
      start++;
    }
    if (!source.startsWith(expected, start)) {
      return false;
    }
    position = start + expected.length();
    return true;
  }
}
