package dev.imagescan.agent.packages.archive;

import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An entry's bytes as a stream, charged to an allowance as they come. */
final class Inflation extends InputStream {

  private static final int INPUT = 16 << 10;

  private final Slice content;
  private final String path;
  private final Allowance allowance;
  private final Inflater inflater;
  private final byte[] input;
  private long position;

  private Inflation(Slice content, boolean deflated, String path, Allowance allowance) {
    this.content = content;
    this.path = path;
    this.allowance = allowance;
    this.inflater = deflated ? new Inflater(true) : null;
    this.input = deflated ? new byte[(int) Math.min(INPUT, content.size() + 1)] : null;
  }

  /** A stream from the entry's beginning; MALFORMED when its method is not one that jars have. */
  static Inflation of(Slice content, Entry entry, String path, Allowance allowance)
      throws UnreadableException {
    if (entry.method() != Entry.STORED && entry.method() != Entry.DEFLATED) {
      throw new UnreadableException(path, Unreadable.MALFORMED);
    }
    return new Inflation(content, entry.method() == Entry.DEFLATED, path, allowance);
  }

  String path() {
    return path;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int count = inflater == null ? copy(into, offset, length) : inflate(into, offset, length);
    allowance.charge(path, Math.max(count, 0));
    return count;
  }

  private int copy(byte[] into, int offset, int length) throws IOException {
    int count = content.read(position, into, offset, length);
    position += Math.max(count, 0);
    return count;
  }

  private int inflate(byte[] into, int offset, int length) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(into, offset, length);
        if (count > 0) {
          return count;
        }
        if (inflater.finished()) {
          return -1;
        }
        if (inflater.needsDictionary() || !feed()) {
          throw new UnreadableException(path, Unreadable.MALFORMED);
        }
      }
    } catch (DataFormatException e) {
      throw new UnreadableException(path, Unreadable.MALFORMED);
    }
  }

  private boolean feed() throws IOException {
    int count = content.read(position, input, 0, input.length);
    if (count <= 0) {
      return false;
    }
    position += count;
    inflater.setInput(input, 0, count);
    return true;
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
