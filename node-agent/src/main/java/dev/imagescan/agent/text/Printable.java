package dev.imagescan.agent.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Makes text from a container fit to be shown: it may hold terminal escapes, newlines, bytes that
 * are no text, and characters that turn the writing direction round.
 */
public final class Printable {

  private static final int REST_OF_LIMIT = 1;

  private Printable() {}

  /**
   * The text as UTF-8 where it is that, with everything that is not plain to see as {@code \xNN} or
   * {@code \}{@code uNNNN}, and a backslash doubled.
   *
   * @param bytes one byte in each char
   */
  public static String of(String bytes) {
    StringBuilder shown = new StringBuilder();
    byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < raw.length; ) {
      int length = sequenceLength(raw[at]);
      String text = at + length <= raw.length ? decode(raw, at, length) : null;
      if (text == null) {
        shown.append(String.format("\\x%02x", raw[at] & 0xff));
        at++;
      } else {
        append(shown, text);
        at += length;
      }
    }
    return shown.toString();
  }

  /** The same, and no longer than a number of chars; an ellipsis says that there is more. */
  public static String of(String bytes, int most) {
    // No byte becomes less than a third of a char, so what is cut off here is not shown anyway.
    return cut(of(bytes.substring(0, Math.min(bytes.length(), most * 4))), most);
  }

  /** A text that is shown as it is, cut to a number of chars and never within a character. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - REST_OF_LIMIT;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static int sequenceLength(byte first) {
    if ((first & 0xE0) == 0xC0) {
      return 2;
    }
    if ((first & 0xF0) == 0xE0) {
      return 3;
    }
    return (first & 0xF8) == 0xF0 ? 4 : 1;
  }

  private static String decode(byte[] raw, int at, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(raw, at, length))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static void append(StringBuilder shown, String character) {
    int codePoint = character.codePointAt(0);
    if (codePoint == '\\') {
      shown.append("\\\\");
    } else if (isPlain(codePoint)) {
      shown.append(character);
    } else if (codePoint < 0x100) {
      shown.append(String.format("\\x%02x", codePoint));
    } else {
      shown.append(String.format("\\u%04x", codePoint));
    }
  }

  /** Whether a character is plain to see: no control, no format, nothing that is not assigned. */
  public static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
