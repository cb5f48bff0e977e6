package dev.imagescan.agent.packages.archive;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;

/**
 * Bytes that can be read from any position: a file, a part of one, or what a compressed entry
 * holds. One thread at a time; must be closed.
 */
public interface Bytes extends AutoCloseable {

  /** Where the bytes come from, for problems: {@code opt/app.war!/WEB-INF/lib/some.jar}. */
  String path();

  /** How many there are. */
  long size();

  /**
   * Reads some bytes, at least one unless the length is 0; -1 at the end.
   *
   * @throws IOException an {@link UnreadableException} when a budget is spent or the content is not
   *     what it says it is
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** Reads exactly so many bytes; {@link Unreadable#MALFORMED} when there are fewer. */
  default void readFully(long position, byte[] into, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = read(position + done, into, offset + done, length - done);
      if (count <= 0) {
        throw malformed();
      }
      done += count;
    }
  }

  /** What to throw when these bytes contradict themselves. */
  default UnreadableException malformed() {
    return new UnreadableException(path(), Unreadable.MALFORMED);
  }

  @Override
  default void close() {
    // Most hold nothing.
  }
}
