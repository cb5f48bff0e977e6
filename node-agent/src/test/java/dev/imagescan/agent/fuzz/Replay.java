package dev.imagescan.agent.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Tries inputs once more, and watches what they cost. */
public final class Replay {

  private Replay() {}

  /** With a target's name and a folder: all inputs there, as they are and made longer. */
  public static void main(String[] arguments) throws IOException {
    Target target = Targets.named(arguments[0]);
    List<Path> inputs;
    try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
      inputs = files.filter(file -> !file.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : inputs) {
      try {
        byte[] input = Files.readAllBytes(file);
        feed(target, input);
        feed(target, Stretched.of(input, Arrays.hashCode(input)));
      } catch (RuntimeException | Error e) {
        throw new IllegalStateException(file + " breaks " + target, e);
      }
    }
  }

  /**
   * Gives an input to a target, twice. The costs of the second time count, since the first may have
   * to load classes.
   */
  static void feed(Target target, byte[] input) {
    Object first = target.parser().apply(input);
    Cost before = Cost.now();
    Object second = target.parser().apply(input);
    Cost.check(before, input.length);
    if (!first.equals(second)) {
      throw new AssertionError("the same bytes were read as something else the second time");
    }
  }
}
