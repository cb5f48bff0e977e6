package dev.imagescan.agent.archive;

import dev.imagescan.agent.image.Digest;
import dev.imagescan.agent.root.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Passes bytes on to one reader, and on the way sums them, keeps them, and charges a budget. */
final class Tap extends InputStream {

  private static final int CHUNK = 64 * 1024;

  private final InputStream in;
  private final Optional<Scratch> keep;
  private final Budget budget;
  private final MessageDigest sum = Digest.start();
  private final byte[] chunk = new byte[CHUNK];
  private int at;
  private int end;

  Tap(InputStream in, Optional<Scratch> keep, Budget budget) {
    this.in = in;
    this.keep = keep;
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(chunk, at, into, offset, count);
    at += count;
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    if (count <= 0 || !fill()) {
      return 0;
    }
    int skipped = (int) Math.min(count, end - at);
    at += skipped;
    return skipped;
  }

  private boolean fill() throws IOException {
    if (at < end) {
      return true;
    }
    int count = in.readNBytes(chunk, 0, CHUNK);
    budget.chargeBytes("", count);
    sum.update(chunk, 0, count);
    if (keep.isPresent()) {
      keep.get().write(chunk, 0, count);
    }
    at = 0;
    end = count;
    return count > 0;
  }

  /** Reads what is left; the digest of all. */
  Digest finish() throws IOException {
    do {
      at = end;
    } while (fill());
    return Digest.end(sum);
  }
}
