package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import java.util.List;

/** Writes what is about to be done where the next agent finds it. */
@FunctionalInterface
public interface WriteAhead {

  /**
   * Writes the node's mounts, at once.
   *
   * @return false when it was refused: then nothing may be done. An exception means the same.
   */
  boolean write(List<MountResult> entries);
}
