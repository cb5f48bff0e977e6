package dev.imagescan.agent.packages.golang;

import java.util.ArrayList;
import java.util.List;

/** Text in the quotation marks of Go, and of its command line. */
final class Quoted {

  private static final int MAX_WORDS = 1000;

  private Quoted() {}

  /** A value without Go's quotation marks, if it has any; only \" and \\ are undone. */
  static String unquote(String value) {
    if (value.length() < 2 || value.charAt(0) != '"' && value.charAt(0) != '`') {
      return value;
    }
    String inner = value.substring(1, value.length() - 1);
    if (value.charAt(0) == '`') {
      return inner;
    }
    StringBuilder text = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      boolean escaped =
          inner.charAt(i) == '\\'
              && i + 1 < inner.length()
              && (inner.charAt(i + 1) == '"' || inner.charAt(i + 1) == '\\');
      text.append(inner.charAt(escaped ? ++i : i));
    }
    return text.toString();
  }

  /** The words of flags such as {@code -X 'a.b=c d' -s}: a word in quotation marks is one. */
  static List<String> words(String flags) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < flags.length() && words.size() < MAX_WORDS) {
      char first = flags.charAt(i);
      if (Character.isWhitespace(first)) {
        i++;
      } else {
        boolean quoted = first == '"' || first == '\'';
        int end = i + 1;
        while (end < flags.length() && !ends(flags.charAt(end), quoted, first)) {
          end++;
        }
        words.add(flags.substring(quoted ? i + 1 : i, end));
        i = end + 1;
      }
    }
    return words;
  }

  private static boolean ends(char c, boolean quoted, char mark) {
    return quoted ? c == mark : Character.isWhitespace(c);
  }
}
