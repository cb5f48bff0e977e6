package dev.imagescan.agent.licenses;

import java.util.ArrayDeque;
import java.util.Deque;

/** Goes through a licence's code and a text side by side, in one direction. */
final class Extension {

  /** How many words in a row must agree before a place counts as found. */
  private static final int SURE = 4;

  /** How many must agree behind words that differ. */
  private static final int SURE_AGAIN = 3;

  /** Where one may go on if an optional part turns out to be another's words. */
  private record Retreat(int place, int word, int errors, int matched) {}

  private final View view;
  private final int maxErrors;
  private final int maxRun;
  private final Deque<Retreat> retreats = new ArrayDeque<>();
  private int place;
  private int word;
  private int errors;
  private int matched;

  /**
   * @param place where in the code to begin
   * @param word where in the text to begin
   * @param required how many words the licence asks for
   * @param errors how many words are known to differ already
   */
  Extension(View view, int place, int word, int required, int errors) {
    this.view = view;
    this.place = place;
    this.word = word;
    this.errors = errors;
    maxErrors = Alignment.maxErrors(required);
    maxRun = Math.min(4 + required / 100, 15);
  }

  /** The word of the text that one came to. */
  int word() {
    return word;
  }

  int errors() {
    return errors;
  }

  int matched() {
    return matched;
  }

  /** Whether all of the code is there from here on. */
  boolean toTheEnd() {
    while (place != view.end()) {
      if (!view.steps().take()) {
        return false;
      }
      while (!retreats.isEmpty() && passed(retreats.peek().place())) {
        retreats.pop();
      }
      if (!step() && !retreat()) {
        return false;
      }
    }
    return true;
  }

  private boolean passed(int other) {
    return view.direction() * (place - other) >= 0;
  }

  private boolean retreat() {
    if (retreats.isEmpty()) {
      return false;
    }
    Retreat back = retreats.pop();
    place = back.place();
    word = back.word();
    errors = back.errors();
    matched = back.matched();
    return true;
  }

  private boolean step() {
    char c = view.code()[place];
    if (Code.isWord(c)) {
      if (c != view.word(word)) {
        return resume();
      }
      place += view.direction();
      word += view.direction();
      matched++;
    } else if (c == Code.GAP) {
      int max = view.number(place);
      place = view.behind(place);
      word = behindGap(max);
    } else if (view.opens(c)) {
      option();
    } else {
      place = view.behind(place);
    }
    return true;
  }

  /** Goes into an optional part, or past it, whichever agrees more. */
  private void option() {
    int skip = view.skip(place);
    int inside = view.agree(view.behind(place), word, SURE);
    if (inside > 0 && inside >= view.agree(skip, word, SURE)) {
      retreats.push(new Retreat(skip, word, errors, matched));
      place = view.behind(place);
    } else {
      place = skip;
    }
  }

  /**
   * The first word behind a gap from which on the text agrees, or the first in the gap where none
   * does. Names and addresses stand in long gaps, not what a licence asks for.
   */
  private int behindGap(int max) {
    for (int sure = SURE; sure >= 2; sure -= 2) {
      for (int gap = 0; gap <= max; gap++) {
        int at = word + view.direction() * gap;
        if (!view.inText(at) || gap > View.SMALL_GAP && view.demandedBefore(at)) {
          break;
        }
        if (view.agree(place, at, sure) >= sure) {
          return at;
        }
      }
    }
    return word;
  }

  /** Passes over words that differ, when few enough do. */
  private boolean resume() {
    int allowed = Math.min(maxErrors - errors, maxRun);
    for (int more = 1; more <= allowed; more++) {
      for (int less = more; less >= 0; less--) {
        if (resumesAt(more, less) || less < more && resumesAt(less, more)) {
          errors += more;
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Passes over so many words of the licence and so many of the text, if they agree again there.
   */
  private boolean resumesAt(int ours, int theirs) {
    int to = place;
    for (int n = 0; n < ours; n++) {
      to = behindWord(to);
    }
    int at = word + view.direction() * theirs;
    if (!view.inText(at) || view.agree(to, at, SURE_AGAIN) < SURE_AGAIN || decides(to, theirs)) {
      return false;
    }
    place = to;
    word = at;
    return true;
  }

  private int behindWord(int from) {
    int to = from;
    while (to != view.end() && !Code.isWord(view.code()[to])) {
      to = view.behind(to);
    }
    return to == view.end() ? to : to + view.direction();
  }

  /** Whether among the words to be passed over is one that changes what the rest means. */
  private boolean decides(int to, int theirs) {
    int balance = 0;
    int at = place;
    while (at != to) {
      char c = view.code()[at];
      balance += Code.isWord(c) && view.meaning().decisive()[c] ? c : 0;
      at = Code.isWord(c) ? at + view.direction() : view.behind(at);
    }
    for (int n = 0; n < theirs; n++) {
      char c = view.word(word + view.direction() * n);
      balance -= view.meaning().decisive()[c] ? c : 0;
    }
    return balance != 0;
  }
}
