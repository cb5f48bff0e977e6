package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;

/** Decides which directories a walk enters. */
public interface Entrance {

  /**
   * Whether a walk shows what is in a directory.
   *
   * @param path its own, as a {@link Root.Visitor} is told it
   * @param directory the open directory, of which nothing was read yet
   */
  boolean enters(String path, Fd directory) throws LinuxException;
}
