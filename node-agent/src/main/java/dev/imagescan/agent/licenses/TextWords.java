package dev.imagescan.agent.licenses;

import java.util.Arrays;
import java.util.Set;

/**
 * A text's words as numbers of the {@link TextIndex}. What SPDX's matching guidelines say does not
 * count is not among them: case, punctuation, bullets, numbers of clauses; and with these go all
 * words of one letter.
 *
 * @param ids the words' numbers; 0 for those that no licence has
 * @param starts where each begins in the {@link PlainWords}
 * @param ends where each ends there
 * @param count how many there are; the arrays may be longer
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/license-matching-guidelines-and-templates/">
 *     SPDX 2.3, annex B</a>
 */
record TextWords(char[] ids, int[] starts, int[] ends, int count) {

  private static final Set<String> NOISE =
      Set.of(
          "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii", "xiii", "quot", "apos", "amp",
          "lt", "gt", "nbsp", "br");

  private static final int LONGEST_NOISE = 4;

  private static final int[] NOISE_HASHES =
      NOISE.stream().mapToInt(TextWords::hash).sorted().toArray();

  /** "non infringement" is written with a blank, a dash, or nothing between. */
  private static final int NON = "non".hashCode();

  /** What is done with the words of a text, one by one. */
  interface Each {
    void word(int hash, int start, int end);
  }

  /** The words of a text that {@link PlainWords} made. */
  static TextWords of(String words, TextIndex index) {
    Growing growing = new Growing(index, words.length() / 5 + 16);
    each(words, growing);
    return new TextWords(growing.ids, growing.starts, growing.ends, growing.count);
  }

  /** Calls this for each word that counts. */
  static void each(String words, Each each) {
    int start = 0;
    int hash = 0;
    int length = 0;
    for (int i = 0; i <= words.length(); i++) {
      char c = i < words.length() ? words.charAt(i) : ' ';
      if (c == ' ' && hash == NON) {
        continue;
      }
      if (c == ' ' || c == '/' || c == '+' || c == '.' && endsANumber(words, i)) {
        if (length > LONGEST_NOISE || length > 1 && !noise(spread(hash))) {
          each.word(spread(hash), start, i);
        }
        start = i + 1;
        hash = 0;
        length = 0;
      } else if (c != '-') {
        hash = hash * 31 + c;
        length++;
      }
    }
  }

  private static boolean noise(int hash) {
    return Arrays.binarySearch(NOISE_HASHES, hash) >= 0;
  }

  /** "1.Definitions" */
  private static boolean endsANumber(String words, int dot) {
    char before = words.charAt(dot - 1);
    char behind = words.charAt(dot + 1);
    return before >= '0' && before <= '9' && behind >= 'a' && behind <= 'z';
  }

  /** The hash by which a word is known. */
  static int hash(String word) {
    return spread(word.replace("-", "").hashCode());
  }

  /** Lets every letter count in the first bits, too. */
  private static int spread(int hash) {
    return hash * 0x9E3779B1;
  }

  private static final class Growing implements Each {
    private final TextIndex index;
    private char[] ids;
    private int[] starts;
    private int[] ends;
    private int count;

    Growing(TextIndex index, int capacity) {
      this.index = index;
      ids = new char[capacity];
      starts = new int[capacity];
      ends = new int[capacity];
    }

    @Override
    public void word(int hash, int start, int end) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, count * 2);
        starts = Arrays.copyOf(starts, count * 2);
        ends = Arrays.copyOf(ends, count * 2);
      }
      ids[count] = (char) index.word(hash);
      starts[count] = start;
      ends[count++] = end;
    }
  }
}
