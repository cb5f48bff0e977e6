package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import java.util.Objects;

/** A file that was seen to be a regular one before it was opened. */
final class RegularFile extends RootFile {

  private Fd fd;
  private boolean reading;
  private final Stat stat;
  private final int layer;
  private final String path;
  private final Budget budget;
  private long bytes;

  private RegularFile(Fd fd, Stat stat, int layer, String path, Budget budget) {
    this.fd = fd;
    this.stat = stat;
    this.layer = layer;
    this.path = path;
    this.budget = budget;
  }

  /**
   * Takes over an O_PATH descriptor, if it stands for a regular file: a device is not touched, a
   * FIFO not waited for. The file is opened for reading when something is read of it.
   */
  static RegularFile open(Fd file, int layer, String path, Budget budget)
      throws UnreadableException {
    try {
      Stat stat = Stat.of(file);
      if (!stat.isRegular()) {
        throw new UnreadableException(path, Unreadable.NOT_REGULAR);
      }
      return new RegularFile(file, stat, layer, path, budget);
    } catch (LinuxException e) {
      file.close();
      throw new UnreadableException(path, Unreadable.of(e));
    } catch (UnreadableException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return stat.size();
  }

  @Override
  public boolean executable() {
    return stat.isExecutable();
  }

  @Override
  public int layer() {
    return layer;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws UnreadableException {
    Objects.checkFromIndexSize(offset, length, into.length);
    int count = next(position, into, offset, length);
    bytes += count;
    budget.chargeBytes(path, count);
    if (bytes > budget.limits().fileBytes()) {
      throw new UnreadableException(path, Unreadable.TOO_LARGE);
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private int next(long position, byte[] into, int offset, int length) throws UnreadableException {
    try {
      if (!reading) {
        openForReading();
      }
      return Read.at(fd, position, into, offset, length);
    } catch (LinuxException e) {
      throw new UnreadableException(path, Unreadable.of(e));
    }
  }

  private void openForReading() throws LinuxException {
    try (Fd named = fd) {
      fd = Open.again(named, Open.O_RDONLY | Open.O_NONBLOCK | Open.O_NOCTTY);
      reading = true;
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
