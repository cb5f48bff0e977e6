package dev.imagescan.agent.licenses;

/**
 * A licence's code and a text, seen in one direction.
 *
 * @param direction 1 for forward, -1 for backward
 * @param end the place behind the last of the code, in this direction
 */
record View(
    char[] code,
    TextWords text,
    Alignment.Meaning meaning,
    Alignment.Steps steps,
    int direction,
    int end) {

  private static final int MAX_DEPTH = 8;

  /** A gap in which one looks for words that follow however few of them agree. */
  static final int SMALL_GAP = 3;

  /** How far one looks over a gap with which an optional part begins. */
  private static final int LONG_GAP = 40;

  boolean opens(char sign) {
    return sign == (direction > 0 ? Code.OPEN : Code.CLOSE);
  }

  /** The number of the sign at this place. */
  int number(int place) {
    return code[place + direction];
  }

  /** The place behind the sign at this place. */
  int behind(int place) {
    return place + direction * Code.SIGN_LENGTH;
  }

  /** The place behind the optional part that begins at this place. */
  int skip(int place) {
    return place + direction * number(place);
  }

  /** The word of the text; 0 for one that no licence has, and outside. */
  char word(int at) {
    return at >= 0 && at < text.count() ? text.ids()[at] : 0;
  }

  /** Whether this is a word of the text, or the place before or behind all. */
  boolean inText(int at) {
    return at >= -1 && at <= text.count();
  }

  /** Whether the word before this one, in this direction, does not stand in gaps. */
  boolean demandedBefore(int at) {
    return meaning.demanding()[word(at - direction)];
  }

  /** How many words from here on agree, at most so many; the code's end agrees with everything. */
  int agree(int place, int at, int wanted) {
    return agree(place, at, wanted, 0);
  }

  private int agree(int from, int word, int wanted, int depth) {
    int place = from;
    int at = word;
    int found = 0;
    while (found < wanted) {
      if (place == end) {
        return wanted;
      }
      if (!steps.take() || depth > MAX_DEPTH) {
        return found;
      }
      char c = code[place];
      if (Code.isWord(c)) {
        if (c != word(at)) {
          return found;
        }
        place += direction;
        at += direction;
        found++;
      } else if (c == Code.GAP) {
        return found + agreeOverGap(place, at, wanted - found, found > 0, depth);
      } else if (opens(c)) {
        return found + agreeWithOption(place, at, wanted - found, depth);
      } else {
        place = behind(place);
      }
    }
    return found;
  }

  private int agreeWithOption(int place, int at, int wanted, int depth) {
    int inside = agree(behind(place), at, wanted, depth + 1);
    return inside == wanted ? inside : Math.max(inside, agree(skip(place), at, wanted, depth + 1));
  }

  private int agreeOverGap(int place, int at, int wanted, boolean sure, int depth) {
    int max = number(place);
    if (max > SMALL_GAP && sure) {
      return wanted;
    }
    int best = 0;
    for (int gap = 0; gap <= Math.min(max, LONG_GAP) && best < wanted; gap++) {
      int behind = at + direction * gap;
      if (gap > SMALL_GAP && demandedBefore(behind)) {
        break;
      }
      best = Math.max(best, agree(behind(place), behind, wanted, depth + 1));
    }
    return best;
  }
}
