package dev.imagescan.agent.mounts;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a {@code mountinfo} file, one after the other. What is read is bounded, because a
 * container can make its table hundreds of megabytes long; so is a line, which the kernel keeps
 * below a few pages.
 */
final class MountLines implements AutoCloseable {

  private static final long MOST_BYTES = 64L << 20;
  private static final int LONGEST_LINE = 1 << 20;

  private final Fd fd;
  private final byte[] chunk = new byte[64 * 1024];
  private final StringBuilder line = new StringBuilder();
  private int at;
  private int end;
  private long bytes;
  private boolean truncated;

  /** Takes over the descriptor. */
  MountLines(Fd fd) {
    this.fd = fd;
  }

  /** The next line without its end, or null. */
  String next() throws IOException {
    line.setLength(0);
    while (fill()) {
      int newline = at;
      while (newline < end && chunk[newline] != '\n') {
        newline++;
      }
      line.append(new String(chunk, at, newline - at, StandardCharsets.ISO_8859_1));
      at = newline + 1;
      if (newline < end) {
        return line.toString();
      }
      if (line.length() > LONGEST_LINE) {
        truncated = true;
        return null;
      }
    }
    return line.isEmpty() ? null : line.toString();
  }

  /** Whether the end of {@link #next} was not the end of the table. */
  boolean truncated() {
    return truncated;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    if (bytes > MOST_BYTES) {
      truncated = true;
      return false;
    }
    at = 0;
    end = Read.next(fd, chunk, 0, chunk.length);
    bytes += end;
    return end > 0;
  }

  @Override
  public void close() {
    fd.close();
  }
}
