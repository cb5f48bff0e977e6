package dev.imagescan.agent.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** An input for people. */
final class Shown {

  private static final int MOST = 2000;

  private Shown() {}

  static String of(byte[] input) {
    byte[] top = Arrays.copyOf(input, Math.min(input.length, MOST));
    boolean text = new String(top, StandardCharsets.ISO_8859_1).matches("[\\x09\\x0a\\x20-\\x7e]*");
    return input.length
        + " bytes: "
        + (text
            ? new String(top, StandardCharsets.ISO_8859_1)
            : Base64.getEncoder().encodeToString(top));
  }
}
