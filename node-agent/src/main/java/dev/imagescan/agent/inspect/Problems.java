package dev.imagescan.agent.inspect;

import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Problem;
import java.util.ArrayList;
import java.util.List;

/** What was passed over, in the words of a report: the first of it, and whether that is all. */
record Problems(List<Problem> first, boolean truncated) {

  private static final int MOST = 16;
  private static final int MAX_PATH = 256;

  static Problems of(Catalogue catalogue) {
    List<Catalogue.Problem> all = catalogue.problems();
    return new Problems(
        all.stream().limit(MOST).map(Problems::describe).toList(),
        catalogue.truncated() || all.size() > MOST);
  }

  /** The same with more behind them. */
  Problems and(List<Problem> more) {
    List<Problem> all = new ArrayList<>(first);
    all.addAll(more);
    return new Problems(all.stream().limit(MOST).toList(), truncated || all.size() > MOST);
  }

  static Problem describe(UnreadableException problem) {
    return new Problem(
        Printable.of("/" + problem.path(), MAX_PATH),
        problem.why().reason(),
        problem.why().sentence());
  }

  private static Problem describe(Catalogue.Problem problem) {
    return new Problem(
        Printable.of(problem.path(), MAX_PATH), problem.why().reason(), problem.why().sentence());
  }
}
