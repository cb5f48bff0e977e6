package dev.imagescan.agent.packages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a file, one at a time, in constant memory: of a line that is longer than {@link
 * #MAX_LENGTH} the rest is skipped. A line ends at a newline or the end of the file. Bytes become
 * Latin-1 characters, whatever they are, so nothing is invalid.
 */
public final class Lines {

  /** No line that is of interest is longer, in bytes. */
  public static final int MAX_LENGTH = 16 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private int position;
  private int limit;
  private byte[] line = new byte[256];

  /** Reads from the stream as it goes; closing it is the caller's. */
  public Lines(InputStream in) {
    this.in = in;
  }

  /** The next line without its newline, or null at the end of the file. */
  public String next() throws IOException {
    int length = 0;
    while (position < limit || fill()) {
      int newline = newline();
      int end = newline < 0 ? limit : newline;
      length = keep(length, end);
      position = end + (newline < 0 ? 0 : 1);
      if (newline >= 0) {
        return text(length);
      }
    }
    return length == 0 ? null : text(length);
  }

  private int keep(int length, int end) {
    int count = Math.min(end - position, MAX_LENGTH - length);
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    System.arraycopy(buffer, position, line, length, count);
    return length + count;
  }

  private String text(int length) {
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  private int newline() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
