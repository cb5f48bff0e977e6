package dev.imagescan.agent.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that mean no format well, and are tried on all. */
final class Hostile {

  private static final int MANY = 100_000;

  private static final List<String> REPEATED =
      List.of(
          "[",
          "{\"a\":",
          "{\"packages\":[",
          "(",
          "( MIT AND ",
          "MIT OR ",
          "<a>",
          "<project>",
          "a:1:{i:0;",
          "a:2147483647:{i:0;s:2147483647:\"x",
          "\\",
          "\"",
          "\r",
          "\n ",
          " \n",
          "a: b\n c\n",
          "%A%\n",
          "x y,",
          "#{");

  private Hostile() {}

  static List<byte[]> inputs() {
    List<byte[]> inputs = new ArrayList<>();
    for (String one : REPEATED) {
      inputs.add(one.repeat(MANY / one.length()).getBytes(StandardCharsets.ISO_8859_1));
    }
    for (int value : new int[] {0, 0x7f, 0x80, 0xff}) {
      byte[] same = new byte[MANY];
      Arrays.fill(same, (byte) value);
      inputs.add(same);
    }
    return inputs;
  }

  /**
   * The input with each of its first words overwritten by counts and offsets as large as can be.
   * Formats keep these in their first words.
   */
  static Stream<byte[]> counts(byte[] input) {
    List<byte[]> changed = new ArrayList<>();
    for (int word : new int[] {0x7fffffff, 0xffffffff, 0x0000ff7f}) {
      for (int at = 0; at + 4 <= Math.min(input.length, 160); at += 4) {
        byte[] copy = input.clone();
        for (int i = 0; i < 4; i++) {
          copy[at + i] = (byte) (word >>> (8 * (3 - i)));
        }
        changed.add(copy);
      }
    }
    return changed.stream();
  }
}
