package dev.imagescan.agent.hold;

import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Reason;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Takes a mount of ours away: the mount first, and what was made for it only when nothing is
 * mounted there in any mount namespace of the container.
 *
 * <p>To remove a directory detaches what is mounted on it in other mount namespaces, at once and
 * whoever uses it (the kernel's commit 8ed936b5671b, "vfs: Lazily remove mounts on unlinked files
 * and directories").
 */
final class Removal {

  private final Injector injector;
  private final Holders holders;

  Removal(Injector injector, Holders holders) {
    this.injector = injector;
    this.holders = holders;
  }

  /** Unmounts it; returns what holds it still, or if it is the last one, its file system. */
  Optional<Mounter.Obstacle> remove(ContainerProcess target, MountResult held, boolean last)
      throws IOException {
    try {
      unmount(target, held);
    } catch (InjectionException e) {
      if (e.why() == Reason.BUSY) {
        return Optional.of(holders.ofMount(held.planned(), held.placed()));
      }
      throw e;
    }
    Optional<Mounter.Obstacle> holder =
        last ? holders.ofFileSystem(held.planned(), held.placed()) : Optional.empty();
    if (holder.isEmpty()) {
      removeMade(target, held);
    }
    return holder;
  }

  /** Takes away what is left of an attempt, whoever has its file system otherwise. */
  void clear(ContainerProcess target, MountResult held) throws IOException {
    unmount(target, held);
    removeMade(target, held);
  }

  private void unmount(ContainerProcess target, MountResult held) throws IOException {
    injector.remove(target, held.planned().mountPath(), withoutMade(held.placed()));
  }

  private void removeMade(ContainerProcess target, MountResult held) throws IOException {
    if (!held.placed().made().isEmpty() && !isMountedUpon(target, held)) {
      injector.remove(target, held.planned().mountPath(), held.placed());
    }
  }

  private boolean isMountedUpon(ContainerProcess target, MountResult held) throws IOException {
    try (Fd root = target.root()) {
      return holders.isMountedUpon(held.planned(), held.placed(), Stat.of(root).device());
    }
  }

  private static PlacedMount withoutMade(PlacedMount placed) {
    return new PlacedMount(
        placed.mountNamespace(),
        placed.mountIDs(),
        placed.device(),
        placed.root(),
        placed.idmapped(),
        List.of());
  }
}
