package dev.imagescan.agent.archive;

import dev.imagescan.agent.root.RootFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A part of an open file. Many threads may read it at once; it is valid as long as the file is
 * open.
 *
 * @param offset where in the file it begins
 * @param size how many bytes it has; the file may be shorter
 */
record Bytes(File file, long offset, long size) {

  private static final int MOST_AT_ONCE = 64 * 1024;

  /** An open file that is read at positions, by many threads. */
  interface File {
    /** The number of bytes read, or -1 at the end. */
    int read(long position, byte[] into, int from, int length) throws IOException;
  }

  Bytes {
    if (offset < 0 || size < 0 || size > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("no part of a file");
    }
  }

  /** A file from a position on, as long as it will be. */
  static Bytes from(FileChannel file, long offset) {
    return new Bytes(
        (position, into, from, length) -> file.read(ByteBuffer.wrap(into, from, length), position),
        offset,
        Long.MAX_VALUE - offset);
  }

  /** All of a file. */
  static Bytes of(RootFile file) {
    File locked =
        (position, into, from, length) -> {
          synchronized (file) {
            return file.read(position, into, from, length);
          }
        };
    return new Bytes(locked, 0, file.size());
  }

  /** A part of this part. */
  Bytes slice(long from, long length) {
    if (from < 0 || length < 0 || from > size || length > size - from) {
      throw new IllegalArgumentException("no part of these bytes");
    }
    return new Bytes(file, offset + from, length);
  }

  /** Reads at a position; the number of bytes, or -1 at the end. */
  int read(long position, byte[] into, int from, int length) throws IOException {
    Objects.checkFromIndexSize(from, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (position >= size) {
      return -1;
    }
    int most = (int) Math.min(Math.min(length, MOST_AT_ONCE), size - position);
    return file.read(offset + position, into, from, most);
  }

  /** Reads from the beginning; passing over bytes costs nothing. */
  InputStream stream() {
    return new Stream();
  }

  private final class Stream extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = Bytes.this.read(position, into, from, length);
      position += Math.max(count, 0);
      return count;
    }

    /** Those who read gzip look here whether another member follows. */
    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, size - position);
    }

    @Override
    public long skip(long count) {
      long skipped = Math.clamp(count, 0, size - position);
      position += skipped;
      return skipped;
    }
  }
}
