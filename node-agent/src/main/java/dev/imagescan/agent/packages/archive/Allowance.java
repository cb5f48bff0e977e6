package dev.imagescan.agent.packages.archive;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;

/**
 * What may be read on behalf of one file and everything nested in it: what is decompressed, and the
 * directories of archives, which may be the same one any number of times. The file's own bytes are
 * charged to its root's budget besides; this bounds what they grow to. One thread at a time.
 */
public final class Allowance {

  /** What a small archive may grow to, in bytes. */
  static final long LEAST = 64L << 20;

  /** What an archive of any size may grow to, in bytes: some seconds of one core. */
  static final long MOST = 2L << 30;

  /** Nested archives are stored, or hardly compressible; large ones are decompressed some times. */
  private static final long GROWTH = 16;

  /** How much of nested archives is held in memory at any time, in bytes. */
  static final int MEMORY = 8 << 20;

  private long left;
  private long memory = MEMORY;

  private Allowance(long left) {
    this.left = left;
  }

  /** The allowance of a file of this size. */
  public static Allowance of(long fileSize) {
    long grown = fileSize > MOST / GROWTH ? MOST : fileSize * GROWTH;
    return new Allowance(Math.clamp(grown, LEAST, MOST));
  }

  /** Charges bytes; past the end every charge throws. */
  void charge(String path, long bytes) throws UnreadableException {
    left -= bytes;
    if (left < 0) {
      throw new UnreadableException(path, Unreadable.TOO_LARGE);
    }
  }

  /** Whether so many more bytes may be held; they are, until given back. */
  boolean hold(long bytes) {
    if (bytes > memory) {
      return false;
    }
    memory -= bytes;
    return true;
  }

  /** Gives memory back. */
  void release(long bytes) {
    memory += bytes;
  }
}
