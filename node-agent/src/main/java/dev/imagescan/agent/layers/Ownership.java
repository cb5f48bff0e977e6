package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Stat;

/** Tells whether a copy belongs to whom the original belongs to, user namespaces included. */
public interface Ownership {

  /**
   * Whether owner and group are the same.
   *
   * @param layer a file of the image's, as its layer has it
   * @param own the container's, as its own layer has it
   */
  boolean same(Stat layer, Stat own);
}
