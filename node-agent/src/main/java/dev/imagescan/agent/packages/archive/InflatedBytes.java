package dev.imagescan.agent.packages.archive;

import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of a compressed entry at any position, in bounded memory: a small one is held whole; of
 * a large one the end is held, where an archive has its directory, and everything else is
 * decompressed again up to where it is asked for. Read in ascending order it costs one more pass.
 */
final class InflatedBytes implements Bytes {

  /** What is held whole, in bytes: most jars are smaller. */
  static final int MAX_HELD = 2 << 20;

  /** What is held of the end of a larger one: the directory of some thousand entries. */
  private static final int TAIL = 256 << 10;

  private static final int STEP = 32 << 10;

  /** Decompresses from the beginning. */
  interface Start {
    Inflation open() throws IOException;
  }

  private final Start start;
  private final String path;
  private final Allowance allowance;
  private final byte[] tail;
  private final long tailStart;
  private final long size;
  private final byte[] skipped = new byte[STEP];
  private Inflation current;
  private long position;

  private InflatedBytes(Start start, Ending ending, Allowance allowance) {
    this.start = start;
    this.path = ending.path;
    this.allowance = allowance;
    this.tail = ending.held;
    this.size = ending.size;
    this.tailStart = size - tail.length;
  }

  /** Decompresses once, to see how much there is. */
  static Bytes of(Start start, Allowance allowance) throws IOException {
    Ending ending = new Ending();
    try (Inflation all = start.open()) {
      ending.path = all.path();
      int most = allowance.hold(MAX_HELD) ? MAX_HELD : 0;
      try {
        ending.readAll(all, most);
      } catch (IOException e) {
        allowance.release(most);
        throw e;
      }
      if (ending.whole) {
        return new ReleasedBytes(ending, allowance, most);
      }
      allowance.release(most);
    }
    return new InflatedBytes(start, ending, allowance);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long from, byte[] into, int offset, int length) throws IOException {
    if (from >= size || length == 0) {
      return length == 0 ? 0 : -1;
    }
    if (from >= tailStart) {
      int count = (int) Math.min(length, size - from);
      System.arraycopy(tail, (int) (from - tailStart), into, offset, count);
      return count;
    }
    moveTo(from);
    int count = current.read(into, offset, (int) Math.min(length, tailStart - from));
    if (count < 0) {
      throw malformed();
    }
    position += count;
    return count;
  }

  private void moveTo(long from) throws IOException {
    if (current == null || from < position) {
      close();
      current = start.open();
      position = 0;
    }
    while (position < from) {
      int count = current.read(skipped, 0, (int) Math.min(STEP, from - position));
      if (count < 0) {
        throw malformed();
      }
      position += count;
    }
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  /** Reads everything and keeps the whole of it, as far as it may, or else the end. */
  private static final class Ending {
    private String path;
    private byte[] held = new byte[STEP];
    private boolean whole = true;
    private long size;

    void readAll(Inflation all, int most) throws IOException {
      int length = 0;
      for (int count = 0; count >= 0; count = all.read(held, length, held.length - length)) {
        length += count;
        size += count;
        if (length == held.length) {
          length = makeRoom(length, most);
        }
      }
      if (!whole) {
        held = Arrays.copyOfRange(held, Math.max(0, length - TAIL), length);
      }
    }

    private int makeRoom(int length, int most) {
      if (whole && 2 * length <= most) {
        held = Arrays.copyOf(held, 2 * length);
        return length;
      }
      whole = false;
      if (held.length < 2 * TAIL) {
        held = Arrays.copyOf(held, 2 * TAIL);
        return length;
      }
      byte[] next = held.length == 2 * TAIL ? held : new byte[2 * TAIL];
      System.arraycopy(held, length - TAIL, next, 0, TAIL);
      held = next;
      return TAIL;
    }
  }

  /** Held bytes whose memory goes back to the allowance. */
  private static final class ReleasedBytes implements Bytes {
    private final HeldBytes bytes;
    private final Allowance allowance;
    private long memory;

    ReleasedBytes(Ending ending, Allowance allowance, long memory) {
      this.bytes = new HeldBytes(ending.path, ending.held, (int) ending.size);
      this.allowance = allowance;
      this.memory = memory;
    }

    @Override
    public String path() {
      return bytes.path();
    }

    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) {
      return bytes.read(position, into, offset, length);
    }

    @Override
    public void close() {
      allowance.release(memory);
      memory = 0;
    }
  }
}
