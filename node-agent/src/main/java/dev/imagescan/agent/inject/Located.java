package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.mounts.Mount;
import java.io.IOException;
import java.util.Optional;

/**
 * The topmost mount at a place of a container. Nothing of it is held open, which would make it
 * busy.
 *
 * @param directory the path of the directory that the mount point is in, as the container sees it
 * @param name of the mount point in that
 * @param place of the mount point in the mount namespace
 * @param identity of the mount
 */
record Located(String directory, String name, String place, MountIdentity identity) {

  private static final String DELETED = " (deleted)";

  /** The mount at a path; empty when there is nothing, or what is there is no mount. */
  static Optional<Located> at(Inside container, String path) throws IOException {
    Optional<Fd> found = find(container, path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Fd fd = found.get()) {
      return of(container, fd);
    }
  }

  private static Optional<Fd> find(Inside container, String path) throws LinuxException {
    try {
      return container.find(path);
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The mount whose root is open. */
  static Optional<Located> of(Inside container, Fd fd) throws IOException {
    MountIdentity identity = MountIdentity.of(fd);
    String path = path(container, fd, identity);
    if (!identity.isRoot() || path.equals("/")) {
      return Optional.empty();
    }
    int slash = path.lastIndexOf('/');
    String directory = slash == 0 ? "/" : path.substring(0, slash);
    String name = path.substring(slash + 1);
    return Optional.of(new Located(directory, name, container.place(fd), identity));
  }

  /** The kernel marks the path of a mount when the directory that it shows was deleted. */
  private static String path(Inside container, Fd fd, MountIdentity identity) throws IOException {
    String path = container.path(fd);
    if (!path.endsWith(DELETED)) {
      return path;
    }
    String without = path.substring(0, path.length() - DELETED.length());
    Optional<Fd> found = find(container, without);
    if (found.isPresent()) {
      try (Fd there = found.get()) {
        return MountIdentity.of(there).unique() == identity.unique() ? without : path;
      }
    }
    return path;
  }

  /** The mount of that unique ID among those below this one. */
  Optional<Located> below(Inside container, long unique) throws IOException {
    String prefix = place + "/";
    for (Mount mount : container.table().mounts()) {
      String mountPoint = Inside.text(mount.mountPoint());
      if (mountPoint.startsWith(prefix)) {
        String path = path() + "/" + mountPoint.substring(prefix.length());
        Optional<Located> found =
            at(container, path).filter(other -> other.identity().unique() == unique);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** As the container sees it. */
  String path() {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }

  /**
   * Unmounts it, if it is still this one that is on top.
   *
   * @param flags beside UMOUNT_NOFOLLOW
   */
  void unmount(Inside container, int flags) throws IOException {
    try (Fd parent = container.find(directory).orElseThrow(Located::changed)) {
      try (Fd top = Inside.name(parent, name).orElseThrow(Located::changed)) {
        if (MountIdentity.of(top).unique() != identity.unique()) {
          throw changed();
        }
      }
      Namespaces.goTo(parent);
      MountTree.unmount(Inside.bytes(name), MountTree.UMOUNT_NOFOLLOW | flags);
    } finally {
      container.enter();
    }
  }

  /** Opens the mount's root; the caller closes it. */
  Fd open(Inside container) throws IOException {
    Fd fd = container.find(path()).orElseThrow(Located::changed);
    if (MountIdentity.of(fd).unique() != identity.unique()) {
      fd.close();
      throw changed();
    }
    return fd;
  }

  private static InjectionException changed() {
    return new InjectionException(
        Reason.TARGET_CHANGED, "the container changed its mounts while they were worked on");
  }
}
