package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.OpenFiles;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes detached mounts: clones, restricts, maps, and looks at where they will go. */
final class Cloning {

  private static final String OVERLAY = "overlay";

  private final Processes processes;
  private final OpenFiles files;
  private final LayeredVolume layered;

  Cloning(Processes processes, OpenFiles files, int firstProcess) {
    this.processes = processes;
    this.files = files;
    this.layered = new LayeredVolume(processes, firstProcess);
  }

  /** A tree, and whether it shows owners of the target's user namespace: null if it has none. */
  private record Mapped(SourceTree tree, Boolean idmapped) implements AutoCloseable {
    @Override
    public void close() {
      tree.close();
    }
  }

  /** Where a tree will go. */
  private record Destination(long namespace, List<String> missing) {}

  /**
   * Makes one.
   *
   * @param lock lock what is read-only even if that does not hold in the target's user namespace
   */
  Detached detach(
      ContainerProcess source,
      String path,
      ContainerProcess target,
      Placement placement,
      boolean lock)
      throws IOException {
    boolean ownUserNamespace = !target.sharesOurUserNamespace();
    Mapped mapped =
        map(cloned(source, path, placement), target, ownUserNamespace && !placement.share());
    try {
      SourceTree tree = mapped.tree();
      Destination to = destination(target, placement, tree.isDirectory());
      boolean locked =
          placement.readOnly() && (ownUserNamespace || lock) && tree.mountIds().size() == 1;
      Optional<Hub> hub = locked ? Optional.of(hub(tree.isDirectory())) : Optional.empty();
      List<Long> ids = hub.map(h -> List.of(h.identity().unique())).orElse(tree.mountIds());
      PlacedMount expected =
          new PlacedMount(
              to.namespace(),
              ids.stream().map(Ours::id).toList(),
              tree.device().toString(),
              Ours.root(tree.root()),
              mapped.idmapped(),
              to.missing());
      return new Detached(tree.mount(), tree.isDirectory(), hub, expected);
    } catch (IOException | RuntimeException e) {
      mapped.close();
      throw e;
    }
  }

  private SourceTree cloned(ContainerProcess source, String path, Placement placement)
      throws IOException {
    return MountingThread.run(
        thread -> {
          try (Inside container = Inside.enter(source, processes, files)) {
            SourceTree tree = SourceTree.clone(container, path);
            try {
              tree.restrict(placement.readOnly());
              return tree;
            } catch (IOException e) {
              tree.close();
              throw e;
            }
          }
        });
  }

  private Mapped map(SourceTree tree, ContainerProcess target, boolean wanted) throws IOException {
    if (!wanted) {
      return new Mapped(tree, null);
    }
    try (Fd userNamespace = target.namespace("user")) {
      target.requireUnchanged();
      if (tree.map(userNamespace)) {
        return new Mapped(tree, true);
      }
      return tree.type().equals(OVERLAY)
          ? new Mapped(layered.of(tree, userNamespace), true)
          : new Mapped(tree, false);
    } catch (IOException e) {
      tree.close();
      throw e;
    }
  }

  private Destination destination(ContainerProcess target, Placement placement, boolean directory)
      throws IOException {
    return MountingThread.run(
        thread -> {
          try (Inside container = Inside.enter(target, processes, files);
              MountPoint mountPoint = MountPoint.find(container, placement.mountPath())) {
            mountPoint.require(container, placement, directory);
            return new Destination(container.namespaceId(), mountPoint.missingPaths());
          }
        });
  }

  private Hub hub(boolean directory) throws IOException {
    return MountingThread.run(thread -> Hub.make(processes, directory));
  }
}
