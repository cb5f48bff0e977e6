package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import java.io.IOException;
import java.util.Objects;

/** A file that was seen to be a regular one before it was opened. */
final class RegularFile extends RootFile {

  private final Fd fd;
  private final Stat stat;
  private final String path;
  private final Budget budget;
  private long bytes;

  private RegularFile(Fd fd, Stat stat, String path, Budget budget) {
    this.fd = fd;
    this.stat = stat;
    this.path = path;
    this.budget = budget;
  }

  /**
   * Opens what an O_PATH descriptor stands for, if it is a regular file: a device is not touched, a
   * FIFO not waited for.
   */
  static RegularFile open(Fd file, String path, Budget budget) throws UnreadableException {
    try {
      Stat stat = Stat.of(file);
      if (!stat.isRegular()) {
        throw new UnreadableException(path, Unreadable.NOT_REGULAR);
      }
      if (stat.size() > budget.limits().fileBytes()) {
        throw new UnreadableException(path, Unreadable.TOO_LARGE);
      }
      Fd reading = Open.again(file, Open.O_RDONLY | Open.O_NONBLOCK | Open.O_NOCTTY);
      return new RegularFile(reading, stat, path, budget);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  @Override
  public long size() {
    return stat.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws UnreadableException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    int count = next(into, offset, length);
    bytes += count;
    budget.chargeBytes(path, count);
    if (bytes > budget.limits().fileBytes()) {
      throw new UnreadableException(path, Unreadable.TOO_LARGE);
    }
    return count == 0 ? -1 : count;
  }

  private int next(byte[] into, int offset, int length) throws UnreadableException {
    try {
      return Read.next(fd, into, offset, length);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
