package dev.imagescan.agent.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name that content has by its SHA-256 sum. Two digests are equal when their contents are.
 *
 * @param hex 64 lower-case digits
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI content
 *     descriptors</a>
 */
public record Digest(String hex) {

  private static final String ALGORITHM = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks the digits.
   *
   * @throws IllegalArgumentException when they are not 64 of them
   */
  public Digest {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a SHA-256 sum has 64 hexadecimal digits");
    }
  }

  /** Reads {@code sha256:…}; empty for any other algorithm and for what is no digest. */
  public static Optional<Digest> parse(String text) {
    if (!text.startsWith(ALGORITHM)) {
      return Optional.empty();
    }
    String hex = text.substring(ALGORITHM.length());
    return HEX.matcher(hex).matches() ? Optional.of(new Digest(hex)) : Optional.empty();
  }

  /** The digest of some content. */
  public static Digest of(byte[] content) {
    MessageDigest sum = start();
    sum.update(content);
    return end(sum);
  }

  /** A sum to be updated with content that comes in parts. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest of what the sum was updated with. */
  public static Digest end(MessageDigest sum) {
    return new Digest(HexFormat.of().formatHex(sum.digest()));
  }

  @Override
  public String toString() {
    return ALGORITHM + hex;
  }
}
