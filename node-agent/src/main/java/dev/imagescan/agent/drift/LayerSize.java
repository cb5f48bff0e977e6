package dev.imagescan.agent.drift;

import dev.imagescan.agent.linux.Stat;
import java.util.HashSet;
import java.util.Set;

/**
 * How much a container's own layer takes of the disk, as du(1) counts: what is allocated, and what
 * has several names once. One thread may use it.
 */
final class LayerSize {

  private static final int BLOCK = 512;

  /** Of more than these a name too many may be counted. */
  private static final int MOST_LINKED = 50_000;

  private final Set<Long> linked = new HashSet<>();
  private long bytes;
  private long inodes;

  void add(Stat entry) {
    boolean several = !entry.isDirectory() && entry.links() > 1;
    if (several && linked.size() < MOST_LINKED && !linked.add(entry.inode())) {
      return;
    }
    inodes++;
    bytes += entry.blocks() * BLOCK;
  }

  long bytes() {
    return bytes;
  }

  long inodes() {
    return inodes;
  }
}
