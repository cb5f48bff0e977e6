package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.mounts.Mount;
import java.io.IOException;
import java.util.Optional;

/**
 * A mount of ours, and a copy that propagated onto it, which a container got to a place where it
 * was not to be: it moved the mount point between our opening it and our mounting there.
 */
final class Misplaced {

  private static final int ATTEMPTS = 64;

  private final Inside container;
  private final MountIdentity lowest;

  Misplaced(Inside container, MountIdentity lowest) {
    this.container = container;
    this.lowest = lowest;
  }

  /**
   * Unmounts it. The container may go on moving it, therefore it is looked for again, but not for
   * ever.
   *
   * @param path where it was last seen
   */
  void unmount(String path) throws IOException {
    Optional<Located> top = Located.at(container, path);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (top.isPresent() && isOurs(top.get()) && tryUnmount(top.get())) {
        if (top.get().identity().unique() == lowest.unique()) {
          return;
        }
        top = Located.at(container, top.get().path());
      } else {
        top = search();
      }
    }
    throw new InjectionException(
        Reason.TARGET_CHANGED,
        "the container keeps moving the mount point, and has ours at another place now");
  }

  private boolean tryUnmount(Located located) {
    try {
      located.unmount(container, 0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isOurs(Located located) throws IOException {
    return located.identity().unique() == lowest.unique()
        || container.mount(located.identity().id()).parent() == lowest.id();
  }

  private Optional<Located> search() throws IOException {
    for (Mount mount : container.table().mounts()) {
      if (mount.id() == lowest.id()) {
        return Located.at(container, Inside.text(mount.mountPoint()));
      }
    }
    return Optional.empty();
  }
}
