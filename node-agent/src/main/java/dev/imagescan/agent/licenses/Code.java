package dev.imagescan.agent.licenses;

/**
 * The signs between the words of a licence's code. Each stands before and behind its number, so
 * that a code can be read from either end.
 */
final class Code {

  /** An optional part begins; the number is its length with both its signs. */
  static final char OPEN = 0xFFFD;

  /** An optional part ends; the number is the same. */
  static final char CLOSE = 0xFFFE;

  /** Words that differ from text to text; the number is how many there are at most. */
  static final char GAP = 0xFFFF;

  /** The first sign; everything below is a word. */
  static final char FIRST_SIGN = OPEN;

  /** How many places a sign takes. */
  static final int SIGN_LENGTH = 3;

  private Code() {}

  static boolean isWord(char c) {
    return c < FIRST_SIGN;
  }
}
