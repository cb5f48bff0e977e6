package dev.imagescan.agent.packages.php;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;

/**
 * A value as PHP's serialize() writes it, read from the front to the end. Lengths are checked
 * against what is there, the counts of members are not believed, and objects are refused: nothing
 * is made but the texts that are asked for.
 *
 * @see <a href="https://www.php.net/manual/en/function.serialize.php">serialize</a>
 */
final class Serialized {

  private static final int MAX_DEPTH = 64;

  /** No number has more digits. */
  private static final int MAX_DIGITS = 20;

  private final String path;
  private final String text;
  private int position;
  private int depth;

  /**
   * @param path to be named when it is malformed
   * @param bytes as Latin-1 characters
   */
  Serialized(String path, String bytes) {
    this.path = path;
    this.text = bytes;
  }

  /** Takes the value of one member of an array, or passes over it. */
  interface Member {
    /** The value is the next to be read. */
    void read(String key) throws UnreadableException;
  }

  /** Whether an array comes next. */
  boolean isArray() {
    return peek() == 'a';
  }

  /** The text that comes next; null, with the value passed over, when it is none. */
  String text() throws UnreadableException {
    if (peek() != 's') {
      skip();
      return null;
    }
    return string();
  }

  /** Shows each member of the array that comes next, whose values must be taken. */
  void each(Member member) throws UnreadableException {
    expect("a:");
    until(':');
    expect("{");
    if (++depth > MAX_DEPTH) {
      throw malformed();
    }
    while (peek() != '}') {
      member.read(key());
    }
    position++;
    depth--;
  }

  /** Passes over the value that comes next. */
  void skip() throws UnreadableException {
    switch (peek()) {
      case 'a' -> each(_ -> skip());
      case 's' -> string();
      case 'i', 'b', 'd' -> until(';');
      case 'N' -> expect("N;");
      default -> throw malformed();
    }
  }

  private String key() throws UnreadableException {
    if (peek() == 's') {
      return string();
    }
    expect("i:");
    return until(';');
  }

  private String string() throws UnreadableException {
    expect("s:");
    String digits = until(':');
    long length = digits.matches("[0-9]{1,9}") ? Long.parseLong(digits) : Long.MAX_VALUE;
    expect("\"");
    if (length > text.length() - position) {
      throw malformed();
    }
    String value = text.substring(position, position + (int) length);
    position += (int) length;
    expect("\";");
    return value;
  }

  /** What stands before this character, which is taken too. */
  private String until(char end) throws UnreadableException {
    int found = text.indexOf(end, position);
    if (found < 0 || found - position > MAX_DIGITS + 2) {
      throw malformed();
    }
    String before = text.substring(position, found);
    position = found + 1;
    return before;
  }

  private void expect(String expected) throws UnreadableException {
    if (!text.startsWith(expected, position)) {
      throw malformed();
    }
    position += expected.length();
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private UnreadableException malformed() {
    return new UnreadableException(path, Unreadable.MALFORMED);
  }
}
