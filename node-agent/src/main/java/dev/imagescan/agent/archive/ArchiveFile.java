package dev.imagescan.agent.archive;

import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** A file in a layer's tar. */
final class ArchiveFile extends RootFile {

  private final Node.Content content;
  private final int layer;
  private final String path;
  private final Budget budget;
  private long bytes;

  ArchiveFile(Node.Content content, int layer, String path, Budget budget) {
    this.content = content;
    this.layer = layer;
    this.path = path;
    this.budget = budget;
  }

  /** The content where it lies, for those who charge a budget themselves. */
  Optional<Bytes> inPlace() {
    return content.holes() == null
        ? Optional.of(content.layer().slice(content.position(), content.size()))
        : Optional.empty();
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public boolean executable() {
    return content.executable();
  }

  @Override
  public int layer() {
    return layer;
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws UnreadableException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (position < 0 || position >= content.size()) {
      return length == 0 ? 0 : -1;
    }
    try {
      int count = content.read(position, into, offset, length);
      bytes += Math.max(count, 0);
      budget.chargeBytes(path, Math.max(count, 0));
      if (bytes > budget.limits().fileBytes()) {
        throw new UnreadableException(path, Unreadable.TOO_LARGE);
      }
      return count;
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableException(path, Unreadable.IO_ERROR);
    }
  }
}
