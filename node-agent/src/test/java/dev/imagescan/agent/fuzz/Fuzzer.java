package dev.imagescan.agent.fuzz;

/**
 * What Jazzer calls, with the name of a target as its only argument. What an input costs is told
 * afterwards by {@link Replay}, since Jazzer's own code within the parsers costs more than they do.
 *
 * @see <a href="https://github.com/CodeIntelligenceTesting/jazzer">Jazzer</a>
 */
public final class Fuzzer {

  private static Target target;

  private Fuzzer() {}

  /** Chooses the target. What it ran here would not count as found by any input. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Targets.named(arguments[0]);
  }

  /** Tries an input. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.parser().apply(input);
  }
}
