package dev.imagescan.agent.root;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;

/**
 * An open regular file below a {@link Root}. Its bytes can be had as a stream from the beginning,
 * and from any position; both stop with an {@link UnreadableException} (an {@link IOException})
 * once the root's budget of bytes or time is used up. Must be closed. One thread at a time may use
 * it.
 */
public abstract class RootFile extends InputStream {

  private long streamed;

  /** The size in bytes that the file had when it was opened. */
  public abstract long size();

  /** Whether anybody may execute it. */
  public abstract boolean executable();

  /** The layer that it comes from, 0 for the topmost; -1 where layers are not told apart. */
  public int layer() {
    return -1;
  }

  /**
   * Reads from a position, as much as is convenient.
   *
   * @return the number of bytes read, -1 at or behind the end of the file
   */
  public abstract int read(long position, byte[] into, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int count = read(streamed, into, offset, length);
    streamed += Math.max(count, 0);
    return count;
  }

  /** The file for libraries that jump about in it. Closing the channel leaves the file open. */
  public SeekableByteChannel channel() {
    return new FileChannelView(this);
  }

  @Override
  public void close() {}
}
