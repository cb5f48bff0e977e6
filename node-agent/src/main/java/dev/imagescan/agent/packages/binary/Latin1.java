package dev.imagescan.agent.packages.binary;

import java.nio.charset.StandardCharsets;

/** Bytes as text of one char a byte, without a copy. */
record Latin1(byte[] bytes, int start, int end) implements CharSequence {

  @Override
  public int length() {
    return end - start;
  }

  @Override
  public char charAt(int index) {
    return (char) (bytes[start + index] & 0xff);
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new Latin1(bytes, start + from, start + to);
  }

  @Override
  public String toString() {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
