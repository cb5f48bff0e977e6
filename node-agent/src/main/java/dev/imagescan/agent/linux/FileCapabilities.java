package dev.imagescan.agent.linux;

import java.util.Optional;

/**
 * What a program gives to whoever runs it.
 *
 * @param permitted capabilities by their numbers, as bits
 * @param inheritable those that it lets its runner keep
 * @param effective whether it has them at once
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7), File
 *     capabilities</a>
 */
public record FileCapabilities(long permitted, long inheritable, boolean effective) {

  private static final String ATTRIBUTE = "security.capability";
  private static final int REVISION_1 = 1;
  private static final int SIZE_1 = 12;
  private static final int SIZE_2 = 20;

  /**
   * Asks about an open file, which may have been opened with {@link Open#O_PATH}; it takes no
   * privilege. Empty when the file gives none.
   */
  public static Optional<FileCapabilities> of(Fd fd) {
    try {
      return parse(Read.attribute(fd, ATTRIBUTE));
    } catch (LinuxException e) {
      // It has none, or its file system has no attributes.
      return Optional.empty();
    }
  }

  /**
   * Reads the attribute's value, one byte in each char; the user namespace in it does not count.
   */
  static Optional<FileCapabilities> parse(String value) {
    if (value.length() < SIZE_1) {
      return Optional.empty();
    }
    boolean wide = value.charAt(3) != REVISION_1;
    if (wide && value.length() < SIZE_2) {
      return Optional.empty();
    }
    long permitted = word(value, 4) | (wide ? word(value, 12) << 32 : 0);
    long inheritable = word(value, 8) | (wide ? word(value, 16) << 32 : 0);
    return permitted == 0 && inheritable == 0
        ? Optional.empty()
        : Optional.of(new FileCapabilities(permitted, inheritable, (value.charAt(0) & 1) == 1));
  }

  private static long word(String value, int at) {
    long word = 0;
    for (int i = 3; i >= 0; i--) {
      word = word << 8 | value.charAt(at + i);
    }
    return word;
  }

  /** All that it may give. */
  public long all() {
    return permitted | inheritable;
  }
}
