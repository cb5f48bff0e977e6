package dev.imagescan.operator.plan;

/**
 * A pattern over container names: {@code *} is any text, {@code ?} any one character. Takes time
 * proportional to the product of both lengths at worst, whatever the pattern.
 *
 * @param pattern the text of the pattern
 */
public record Glob(String pattern) {

  /** Whether the whole name fits the pattern. */
  public boolean matches(String name) {
    int at = 0;
    int next = 0;
    int star = -1;
    int resume = 0;
    while (at < name.length()) {
      if (next < pattern.length() && pattern.charAt(next) == '*') {
        star = next++;
        resume = at;
      } else if (next < pattern.length() && fits(pattern.charAt(next), name.charAt(at))) {
        next++;
        at++;
      } else if (star >= 0) {
        next = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (next < pattern.length() && pattern.charAt(next) == '*') {
      next++;
    }
    return next == pattern.length();
  }

  private static boolean fits(char wanted, char present) {
    return wanted == '?' || wanted == present;
  }
}
