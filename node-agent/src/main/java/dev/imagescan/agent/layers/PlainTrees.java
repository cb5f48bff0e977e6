package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.UnreadableException;
import java.util.List;
import java.util.Optional;

/**
 * Two plain directories: all that a container sees, and the whole of its image that it is a copy
 * of.
 */
record PlainTrees(Fd image, Fd container) implements Comparison {

  @Override
  public void changes(Changes changes, Ownership owners, Budget budget) throws UnreadableException {
    try (LayeredRoot before = plain(image, budget);
        LayeredRoot now = plain(container, budget)) {
      Contents contents = new Contents(before, now);
      new ChangeWalk(container, new OwnMarks.None(), contents, owners, changes).run(budget);
    }
  }

  private static LayeredRoot plain(Fd directory, Budget budget) {
    return new LayeredRoot(List.of(directory), Optional.empty(), budget);
  }

  @Override
  public boolean isOwnLayer() {
    return false;
  }

  @Override
  public void close() {
    image.close();
    container.close();
  }
}
