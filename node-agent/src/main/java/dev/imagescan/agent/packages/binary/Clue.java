package dev.imagescan.agent.packages.binary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in a program from which its version is known. Plain bytes are searched for; only around
 * these is a regular expression tried, on a few bytes, and not too often.
 *
 * @param anchor the plain bytes
 * @param before how many bytes before the anchor the text may begin
 * @param after how many bytes behind the anchor's beginning it ends at the latest
 * @param digitFollows whether the version comes at once behind the anchor
 * @param pattern the whole text, with a group {@link #VERSION}
 * @param tries how many anchors of one file are looked at
 */
record Clue(
    byte[] anchor, int before, int after, boolean digitFollows, Pattern pattern, int tries) {

  static final String VERSION = "version";

  /** No clue reaches further back from its anchor, or further on. */
  static final int MAX_BEFORE = 96;

  static final int MAX_AFTER = 1536;

  /**
   * The version, if the text stands at this anchor; null otherwise.
   *
   * @param at where the anchor was found
   * @param end where the known bytes end
   */
  String version(Latin1 bytes, int at, int end) {
    Matcher matcher = pattern.matcher(bytes);
    matcher.useTransparentBounds(true).useAnchoringBounds(false);
    matcher.region(Math.max(0, at - before), Math.min(end, at + after));
    boolean found = before == 0 ? matcher.lookingAt() : matcher.find();
    return found ? matcher.group(VERSION) : null;
  }

  /** The next place from which on the anchor stands, or the end. */
  int next(byte[] bytes, int from, int end, int limit) {
    byte first = anchor[0];
    for (int i = from; i < end; i++) {
      if (bytes[i] == first && stands(bytes, i, limit)) {
        return i;
      }
    }
    return end;
  }

  private boolean stands(byte[] bytes, int at, int limit) {
    int behind = at + anchor.length;
    if (behind > limit || digitFollows && (behind == limit || !isDigit(bytes[behind]))) {
      return false;
    }
    for (int i = 1; i < anchor.length; i++) {
      if (bytes[at + i] != anchor[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
