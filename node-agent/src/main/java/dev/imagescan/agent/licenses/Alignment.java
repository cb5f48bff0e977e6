package dev.imagescan.agent.licenses;

/**
 * Lays one licence's words beside a text's, from a place at which they agree to either end.
 * Optional parts may be missing, gaps may hold anything, and a few words may differ; a text that
 * differs by more, or by a word such as "not", is not this licence's.
 *
 * <p>Every step is counted, so that no text can take longer than it is allowed to.
 */
final class Alignment {

  /**
   * A licence's words in a text.
   *
   * @param start its first word in the text
   * @param end the word behind its last
   * @param matched how many words agree
   * @param errors how many do not
   */
  record Match(int license, int start, int end, int matched, int errors) {
    int score() {
      return matched - 2 * errors;
    }

    /** Whether another licence explains the same words as well. */
    boolean rivals(Match other) {
      return license != other.license
          && start == other.start
          && end == other.end
          && score() == other.score();
    }
  }

  /** How many comparisons are left. */
  static final class Steps {
    private long left;

    Steps(long left) {
      this.left = left;
    }

    /** Takes one; whether there was one. */
    boolean take() {
      return --left >= 0;
    }
  }

  private final TextIndex index;
  private final TextWords text;
  private final Meaning meaning;
  private final Steps steps;

  /**
   * Which words count for more than others.
   *
   * @param decisive those that no licence may have less or more of
   * @param demanding those that do not stand in long gaps
   */
  record Meaning(boolean[] decisive, boolean[] demanding) {}

  Alignment(TextIndex index, TextWords text, Meaning meaning, long steps) {
    this.index = index;
    this.text = text;
    this.meaning = meaning;
    this.steps = new Steps(steps);
  }

  /** How many words may differ in a licence that asks for so many. */
  static int maxErrors(int required) {
    return Math.min(required / 45, 20);
  }

  /** Whether the steps are used up; nothing that was found counts then. */
  boolean exhausted() {
    return steps.left < 0;
  }

  /** The match that has this place of the code at this word of the text, or null. */
  Match at(int license, int place, int word) {
    int first = index.starts()[license];
    int last = index.starts()[license + 1];
    int required = index.required()[license];
    Extension right = new Extension(view(1, last), first + place, word, required, 0);
    if (!right.toTheEnd()) {
      return null;
    }
    Extension left =
        new Extension(view(-1, first - 1), first + place - 1, word - 1, required, right.errors());
    if (!left.toTheEnd()) {
      return null;
    }
    return new Match(
        license, left.word() + 1, right.word(), right.matched() + left.matched(), left.errors());
  }

  private View view(int direction, int end) {
    return new View(index.code(), text, meaning, steps, direction, end);
  }
}
