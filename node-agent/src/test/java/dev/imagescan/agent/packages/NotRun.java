package dev.imagescan.agent.packages;

import org.junit.jupiter.api.Assumptions;

/** For tests that need what not every machine has: where it is missing, the output says so. */
public final class NotRun {

  private NotRun() {}

  /** Ends the running test and says by its name what was missing. */
  public static void because(Class<?> test, String missing) {
    String reason = "NOT RUN, " + missing + ": " + test.getSimpleName();
    System.out.println(reason);
    Assumptions.abort(reason);
  }
}
