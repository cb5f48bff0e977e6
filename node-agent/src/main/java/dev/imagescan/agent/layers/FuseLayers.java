package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.LayeredRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories that a fuse-overlayfs lays over each other. They are read one by one: who waits
 * for a file system in user space may wait for ever.
 *
 * @param lower the image's layers, topmost first
 * @param upper what the container changed
 */
record FuseLayers(List<Fd> lower, Fd upper) implements Comparison {

  FuseLayers {
    lower = List.copyOf(lower);
  }

  @Override
  public void changes(Changes changes, Ownership owners, Budget budget) throws UnreadableException {
    try (LayeredRoot image = LayeredRoot.ofNamedMarks(lower, budget);
        LayeredRoot container = container(budget)) {
      OwnMarks marks = new OwnMarks.OfNames(upper);
      new ChangeWalk(upper, marks, new Contents(image, container), owners, changes).run(budget);
    }
  }

  private LayeredRoot container(Budget budget) {
    return LayeredRoot.ofNamedMarks(
        Stream.concat(Stream.of(upper), lower.stream()).toList(), budget);
  }

  @Override
  public Optional<Root> files(Budget budget) {
    return Optional.of(container(budget));
  }

  @Override
  public void close() {
    lower.forEach(Fd::close);
    upper.close();
  }
}
