package dev.imagescan.agent.packages.rpm;

import java.io.IOException;

/**
 * A file that is read at any position. What follows on what was read last is read ahead in growing
 * steps: a package's pages mostly lie beside each other. One thread at a time may use it.
 */
final class DatabaseFile {

  /** Reads at a position, as pread(2) does: perhaps less than asked for, -1 at the end. */
  interface Bytes {
    int read(long position, byte[] into, int offset, int length) throws IOException;
  }

  private static final int SMALLEST_STEP = 4 << 10;
  private static final int LARGEST_STEP = 64 << 10;

  /**
   * So much is taken out of what was read ahead before it is read again, and the time looked at.
   */
  private static final int MAX_TAKEN = 4 << 20;

  private final long size;
  private final Bytes bytes;
  private final byte[] window = new byte[LARGEST_STEP];
  private long start;
  private int filled;
  private int step = SMALLEST_STEP;
  private int taken;

  DatabaseFile(long size, Bytes bytes) {
    this.size = size;
    this.bytes = bytes;
  }

  /** The size that the file had when it was opened. */
  long size() {
    return size;
  }

  /** A copy of so many bytes; malformed where the file has no such part. */
  byte[] bytes(long position, int length) throws IOException {
    check(position, length);
    byte[] copy = new byte[length];
    copy(position, copy, 0, length);
    return copy;
  }

  /** Copies so many bytes; malformed where the file has no such part. */
  void copy(long position, byte[] into, int offset, int length) throws IOException {
    check(position, length);
    taken += Math.max(length, 1);
    if (taken > MAX_TAKEN) {
      // Who goes in circles in what is held would be charged for nothing.
      filled = 0;
    }
    for (int done = 0; done < length; ) {
      long at = position + done;
      if (at < start || at >= start + filled) {
        fill(at);
      }
      int from = (int) (at - start);
      int count = Math.min(length - done, filled - from);
      System.arraycopy(window, from, into, offset + done, count);
      done += count;
    }
  }

  private void check(long position, int length) throws MalformedException {
    MalformedException.unless(position >= 0 && length >= 0 && position <= size - length);
  }

  private void fill(long position) throws IOException {
    step = position == start + filled ? Math.min(2 * step, LARGEST_STEP) : SMALLEST_STEP;
    start = position;
    filled = 0;
    taken = 0;
    int count = bytes.read(position, window, 0, step);
    MalformedException.unless(count > 0);
    filled = count;
  }
}
