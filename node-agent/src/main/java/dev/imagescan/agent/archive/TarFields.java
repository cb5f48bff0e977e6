package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.ImageFormatException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a tar's 512-byte header.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/tar.5.html">tar(5)</a>
 */
record TarFields(byte[] block) {

  static final int SIZE = 512;

  private static final int NAME = 0;
  private static final int MODE = 100;
  private static final int LENGTH = 124;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int TARGET = 157;
  private static final int MAGIC = 257;
  private static final int MAJOR = 329;
  private static final int MINOR = 337;
  private static final int PREFIX = 345;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_PREFIX = 155;

  /** Whether it is a block of zeros, which ends a tar. */
  boolean isEnd() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Some writers take bytes for signed numbers. */
  boolean hasItsChecksum() {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < SIZE; i++) {
      byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    try {
      long sum = number(CHECKSUM, 8);
      return sum == unsigned || sum == signed;
    } catch (ImageFormatException e) {
      return false;
    }
  }

  char type() {
    return (char) (block[TYPE] & 0xff);
  }

  /** Only POSIX's form has a second part of the name; GNU keeps times there. */
  String name() {
    String name = text(NAME, LONGEST_NAME);
    boolean posix = text(MAGIC, 6).equals("ustar") && block[MAGIC + 5] == 0;
    String prefix = posix ? text(PREFIX, LONGEST_PREFIX) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String target() {
    return text(TARGET, LONGEST_NAME);
  }

  int mode() throws ImageFormatException {
    return (int) number(MODE, 8) & 0xfff;
  }

  long size() throws ImageFormatException {
    return number(LENGTH, 12);
  }

  /** Whether a device node is the one that overlays take for a removed name. */
  boolean isDeviceZero() throws ImageFormatException {
    return number(MAJOR, 8) == 0 && number(MINOR, 8) == 0;
  }

  String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
  }

  /** An octal number, or a binary one when the first bit is set. */
  long number(int offset, int length) throws ImageFormatException {
    if ((block[offset] & 0x80) != 0) {
      return binary(offset, length);
    }
    int start = offset;
    while (start < offset + length && (block[start] == 0 || block[start] == ' ')) {
      start++;
    }
    String digits = text(start, offset + length - start).strip();
    try {
      return notNegative(digits.isEmpty() ? 0 : Long.parseLong(digits, 8));
    } catch (NumberFormatException e) {
      throw new ImageFormatException("a tar has a number that is none");
    }
  }

  private long binary(int offset, int length) throws ImageFormatException {
    long value = (block[offset] & 0x7f) << 25 >> 25;
    for (int i = offset + 1; i < offset + length; i++) {
      if (value != (value << 8) >> 8) {
        throw new ImageFormatException("a tar has a number that is too large");
      }
      value = value << 8 | (block[i] & 0xff);
    }
    return notNegative(value);
  }

  private static long notNegative(long value) throws ImageFormatException {
    if (value < 0) {
      throw new ImageFormatException("a tar has a negative size or number");
    }
    return value;
  }
}
