package dev.imagescan.agent.licenses;

/**
 * A text as plain words: lower case, one space between words and one at either end, without
 * punctuation, quotes and the signs of comments. What belongs to a word stays: the dot in "2.1",
 * the plus in "GPL-2+", the slashes of a path. Words that were parted at the end of a line are one
 * again.
 */
final class PlainWords {

  private PlainWords() {}

  /** The text's words. Takes time in proportion to the length. */
  static String of(String text) {
    StringBuilder words = new StringBuilder(text.length() + 2).append(' ');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (letterOrDigit(c)) {
        words.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
      } else if (belongs(text, i)) {
        words.append(c);
      } else if (partsAWord(text, i)) {
        i = endOfBlanks(text, i + 1) - 1;
      } else if (words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
    }
    if (words.charAt(words.length() - 1) != ' ') {
      words.append(' ');
    }
    return words.toString();
  }

  private static boolean belongs(String text, int i) {
    boolean after = i + 1 < text.length() && letterOrDigit(text.charAt(i + 1));
    boolean before = i > 0 && letterOrDigit(text.charAt(i - 1));
    return switch (text.charAt(i)) {
      case '.', '-' -> before && after;
      case '+' -> before;
      case '/' -> after;
      default -> false;
    };
  }

  private static boolean partsAWord(String text, int i) {
    int next = text.charAt(i) == '-' && i > 0 && letter(text.charAt(i - 1)) ? i + 1 : 0;
    if (next == 0 || next == text.length() || text.charAt(next) != '\n') {
      return false;
    }
    int word = endOfBlanks(text, next);
    return word < text.length() && letter(text.charAt(word));
  }

  private static int endOfBlanks(String text, int from) {
    int i = from;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean letter(char c) {
    return letterOrDigit(c) && !(c >= '0' && c <= '9');
  }

  private static boolean letterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
