package dev.imagescan.operator.inject;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Names that follow from what they name. */
final class Hash {

  private Hash() {}

  /** The first bytes of the SHA-256 of these lines, in hex. */
  static String of(int bytes, Stream<String> lines) {
    try {
      byte[] text = String.join("\n", lines.toList()).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
