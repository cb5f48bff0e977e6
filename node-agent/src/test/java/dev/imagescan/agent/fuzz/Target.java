package dev.imagescan.agent.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A parser, and how bytes get to it.
 *
 * @param name what {@code make fuzz} and the folder of its inputs call it
 * @param seeds inputs that get it somewhere, besides those in the folder
 * @param parser takes an input; what it returns must be equal each time
 */
record Target(String name, List<byte[]> seeds, Function<byte[], Object> parser) {

  /** Copies the list. */
  Target {
    seeds = List.copyOf(seeds);
  }

  /** The same, with more to begin with. */
  Target from(byte[]... more) {
    List<byte[]> all = new ArrayList<>(seeds);
    all.addAll(List.of(more));
    return new Target(name, all, parser);
  }

  /** One whose parser gets each input in a shape that it cannot refuse at once. */
  Target shaped(String newName, UnaryOperator<byte[]> shape) {
    return new Target(newName, List.of(), input -> parser.apply(shape.apply(input)));
  }

  @Override
  public String toString() {
    return name;
  }
}
