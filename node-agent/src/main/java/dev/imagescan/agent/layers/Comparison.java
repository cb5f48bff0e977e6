package dev.imagescan.agent.layers;

import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import java.util.Optional;

/**
 * A container's files beside those of its image, held open. One thread at a time may use it, and
 * closes it after all that was made of it.
 */
public sealed interface Comparison extends AutoCloseable permits Layers, FuseLayers, PlainTrees {

  /**
   * Shows all that the container changed.
   *
   * @param owners whom the image's files belong to in the container's own directory
   * @throws UnreadableException when the budget ended before the changes did
   */
  void changes(Changes changes, Ownership owners, Budget budget) throws UnreadableException;

  /** Whether the container has a directory for what it changes, and nothing else is in there. */
  default boolean isOwnLayer() {
    return true;
  }

  /**
   * The container's files from where they lie, when they may not be read the way that the container
   * does. The caller closes it.
   */
  default Optional<Root> files(Budget budget) {
    return Optional.empty();
  }

  @Override
  void close();
}
