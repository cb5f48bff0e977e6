package dev.imagescan.agent.inspect;

import dev.imagescan.agent.layers.Comparison;
import dev.imagescan.agent.layers.OtherRoots;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.util.Optional;

/**
 * A container's files: as the container has them, or, where a fuse-overlayfs shows them to it,
 * which is not asked anything, from the layers that this one puts together. One thread may use it.
 *
 * @param root the files
 * @param layers where they come from, if not from the container's root itself
 */
public record ContainerFiles(Root root, Optional<Comparison> layers) implements AutoCloseable {

  /**
   * Opens those that a process sees.
   *
   * @param node the node's first process
   * @throws UnreadableException when its root file system is not read
   */
  public static ContainerFiles of(
      Processes processes, int node, ContainerProcess process, Budget budget)
      throws UnreadableException {
    try {
      return new ContainerFiles(ContainerRoot.of(process, budget), Optional.empty());
    } catch (UnreadableException e) {
      if (e.why() != Unreadable.SPECIAL_FILE_SYSTEM) {
        throw e;
      }
      return ofLayers(new OtherRoots(processes, node), process, budget, e);
    }
  }

  private static ContainerFiles ofLayers(
      OtherRoots roots, ContainerProcess process, Budget budget, UnreadableException otherwise)
      throws UnreadableException {
    try {
      Comparison layers = roots.find(process).orElseThrow(() -> otherwise);
      Optional<Root> root = layers.files(budget);
      if (root.isEmpty()) {
        layers.close();
        throw otherwise;
      }
      return new ContainerFiles(root.get(), Optional.of(layers));
    } catch (UnreadableException e) {
      throw e;
    } catch (IOException e) {
      otherwise.addSuppressed(e);
      throw otherwise;
    }
  }

  @Override
  public void close() {
    root.close();
    layers.ifPresent(Comparison::close);
  }
}
