package dev.imagescan.agent.licenses;

import dev.imagescan.agent.licenses.Alignment.Match;
import dev.imagescan.agent.licenses.Alignment.Meaning;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Finds which licences of a {@link TextIndex} a text has. Seeds tell which may be in it and where,
 * an {@link Alignment} at each such place tells whether they are.
 */
final class TextMatcher {

  private static final long STEPS_PER_WORD = 400;
  private static final long STEPS = 1_000_000;
  private static final int MAX_MATCHES = 5000;

  /** Words that a licence must not have less or more of. */
  private static final String DECISIVE =
      "not no nor never only without except unless must commercial noncommercial prohibited"
          + " forbidden evil military educational academic research personal internal evaluation";

  /** Words of clauses. A name does not have them. */
  private static final String DEMANDING =
      "must shall redistribution redistributions conditions following permitted endorse"
          + " promote";

  /** What is worked out of the index once. */
  private static final class Prepared {
    static final TextIndex INDEX = TextIndex.get();
    static final Meaning MEANING = new Meaning(INDEX.among(DECISIVE), INDEX.among(DEMANDING));
    static final int[] SEEDS = INDEX.seedCounts();
  }

  private TextMatcher() {}

  /** The licences' texts in a text, in the order in which they stand there. */
  static List<Match> in(TextWords text) {
    TextIndex index = Prepared.INDEX;
    int[] seeds = seeds(text, index);
    boolean[] candidates = candidates(seeds, index);
    Alignment alignment =
        new Alignment(index, text, Prepared.MEANING, STEPS + STEPS_PER_WORD * text.count());
    List<Match> found = align(seeds, index, candidates, alignment);
    return alignment.exhausted() ? List.of() : best(found);
  }

  /** The first seed of the index at each word of the text, or -1. */
  private static int[] seeds(TextWords text, TextIndex index) {
    int[] seeds = new int[Math.max(0, text.count() + 1 - TextIndex.SEED_WORDS)];
    for (int t = 0; t < seeds.length; t++) {
      seeds[t] = index.seeds().first(TextIndex.seed(text.ids(), t));
    }
    return seeds;
  }

  /** The licences of whose seeds no more are missing than words may differ. */
  private static boolean[] candidates(int[] places, TextIndex index) {
    BitSet seen = new BitSet(index.seeds().size());
    int[] counts = new int[index.ids().size()];
    for (int first : places) {
      if (first >= 0 && !seen.get(first)) {
        seen.set(first);
        for (int s = first; s < index.seeds().size() && same(index, first, s); s++) {
          counts[index.seedOwners()[s]]++;
        }
      }
    }
    boolean[] candidates = new boolean[counts.length];
    for (int license = 0; license < counts.length; license++) {
      int missing = Prepared.SEEDS[license] - counts[license];
      int allowed = Math.max(1, Alignment.maxErrors(index.required()[license]));
      candidates[license] = counts[license] > 0 && missing <= allowed;
    }
    return candidates;
  }

  private static boolean same(TextIndex index, int first, int other) {
    return index.seeds().at(first) == index.seeds().at(other);
  }

  private static List<Match> align(
      int[] places, TextIndex index, boolean[] candidates, Alignment alignment) {
    List<Match> found = new ArrayList<>();
    Tries[] tries = new Tries[candidates.length];
    for (int t = 0; t < places.length; t++) {
      int first = places[t];
      for (int s = first; s >= 0 && s < index.seeds().size() && same(index, first, s); s++) {
        int license = index.seedOwners()[s];
        int place = index.seedPlaces()[s];
        if (candidates[license] && tries[license] == null) {
          tries[license] = new Tries(index.starts()[license + 1] - index.starts()[license]);
        }
        if (candidates[license] && tries[license].worth(t, place)) {
          Match match = alignment.at(license, place, t);
          tries[license].done(t, place, match);
          if (match != null) {
            found.add(match);
          }
          if (alignment.exhausted() || found.size() > MAX_MATCHES) {
            return found;
          }
        }
      }
    }
    return found;
  }

  /**
   * Which places of one licence are still to be tried. Where a few of them did not fit, those
   * behind do not either, until the licence begins anew.
   */
  private static final class Tries {
    private static final int ENOUGH = 3;

    private final int length;
    private int until;
    private int firstFailed;
    private int lastDistance = Integer.MIN_VALUE;
    private int failures;

    Tries(int length) {
      this.length = length;
    }

    boolean worth(int t, int place) {
      return t >= until
          || failures > 0
              && t - place != lastDistance
              && (failures < ENOUGH || place < firstFailed);
    }

    void done(int t, int place, Match match) {
      lastDistance = t - place;
      if (match != null) {
        until = match.end();
        failures = 0;
      } else if (failures == 0 || t >= until || place < firstFailed) {
        until = t + length - place;
        firstFailed = place;
        failures = 1;
      } else {
        failures++;
      }
    }
  }

  /** Of matches that share words, the one that explains most of them; none where two do. */
  private static List<Match> best(List<Match> found) {
    List<Match> ranked = new ArrayList<>(found);
    ranked.sort(Comparator.comparingInt(Match::score).reversed().thenComparing(Match::license));
    BitSet taken = new BitSet();
    List<Match> kept = new ArrayList<>();
    for (Match match : ranked) {
      int shared = taken.get(match.start(), match.end()).cardinality();
      if (shared * 4 <= match.end() - match.start()) {
        taken.set(match.start(), match.end());
        kept.add(match);
      } else {
        kept.removeIf(match::rivals);
      }
    }
    kept.sort(Comparator.comparingInt(Match::start));
    return kept;
  }
}
