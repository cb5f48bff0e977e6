package dev.imagescan.agent.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/**
 * Makes long inputs of short ones: a part of them comes again and again. What takes a square of its
 * input's length shows then, and what recurses into it.
 */
final class Stretched {

  /** How long they become. */
  static final int LONGEST = 1 << 18;

  private Stretched() {}

  /** The input with a part repeated, which this number chooses. */
  static byte[] of(byte[] input, long choice) {
    if (input.length == 0 || input.length >= LONGEST) {
      return input;
    }
    Random random = new Random(choice);
    int from = random.nextInt(input.length);
    int most = random.nextBoolean() ? 8 : input.length;
    int to = from + 1 + random.nextInt(Math.min(most, input.length - from));
    ByteArrayOutputStream out = new ByteArrayOutputStream(LONGEST + input.length);
    out.write(input, 0, from);
    while (out.size() + input.length - from < LONGEST) {
      out.write(input, from, to - from);
    }
    out.write(input, from, input.length - from);
    return out.toByteArray();
  }
}
