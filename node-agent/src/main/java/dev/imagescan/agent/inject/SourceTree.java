package dev.imagescan.agent.inject;

import static dev.imagescan.agent.linux.MountTree.AT_RECURSIVE;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_NODEV;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_NOSUID;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_RDONLY;
import static dev.imagescan.agent.linux.MountTree.MS_PRIVATE;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A clone of what a container has at a path, with the mounts below it, not visible anywhere yet.
 *
 * @param mount the clone's root
 * @param isDirectory whether that is a directory
 * @param type of its file system
 * @param device of its file system
 * @param root the directory of the file system that is the clone's root
 * @param mountIds unique, the lowest first
 */
record SourceTree(
    Fd mount,
    boolean isDirectory,
    String type,
    Stat.Device device,
    String root,
    List<Long> mountIds)
    implements AutoCloseable {

  /** A PlacedMount holds no more. */
  static final int MOST_MOUNTS = 8;

  SourceTree {
    mountIds = List.copyOf(mountIds);
  }

  /** Clones. */
  static SourceTree clone(Inside container, String path) throws IOException {
    try (Fd at = find(container, path)) {
      Mount shown = container.mountOf(at);
      String place = container.place(at);
      Fd clone = MountTree.clone(at, AT_RECURSIVE);
      try {
        return new SourceTree(
            clone,
            Stat.of(at).isDirectory(),
            shown.type(),
            shown.device(),
            Inside.text(shown.root() + below(place, Inside.text(shown.mountPoint()))),
            mountIds(clone, container.table(), place));
      } catch (IOException e) {
        clone.close();
        throw e;
      }
    }
  }

  /** The same with a root that shows the same files otherwise. */
  SourceTree with(Fd otherMount, Stat.Device otherDevice, String otherRoot) throws IOException {
    List<Long> ids = List.of(MountIdentity.of(otherMount).unique());
    return new SourceTree(otherMount, isDirectory, type, otherDevice, otherRoot, ids);
  }

  /** Sets what it is to be, before anybody can see it. */
  void restrict(boolean readOnly) throws LinuxException {
    long attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (readOnly ? MOUNT_ATTR_RDONLY : 0);
    MountTree.change(mount, AT_RECURSIVE, new MountTree.Attributes(attributes, 0, MS_PRIVATE));
  }

  /** Maps it to a user namespace; false when one of its file systems cannot be mapped. */
  boolean map(Fd userNamespace) throws IOException {
    try {
      MountTree.map(mount, AT_RECURSIVE, userNamespace);
      return true;
    } catch (LinuxException e) {
      if (e.errno() == Errno.EINVAL) {
        return false;
      }
      throw e.errno() == Errno.EPERM ? notOwner(e) : e;
    }
  }

  private InjectionException notOwner(LinuxException e) {
    return InjectionException.because(
        "its owners cannot be mapped: a file system ("
            + type
            + ") lets only the root of the user namespace do that in which it was mounted",
        e);
  }

  private static Fd find(Inside container, String path) throws IOException {
    return container
        .find(path)
        .orElseThrow(
            () ->
                new InjectionException(
                    Reason.SOURCE_MISSING,
                    "what is to be mounted is not there: its container has no " + path));
  }

  private static String below(String place, String mountPoint) {
    String rest = mountPoint.equals("/") ? place : place.substring(mountPoint.length());
    return rest.equals("/") ? "" : rest;
  }

  /** A mount that lies below others at one place cannot be seen, and is not needed. */
  private static List<Long> mountIds(Fd clone, MountTable table, String place) throws IOException {
    String prefix = place.equals("/") ? place : place + "/";
    List<Long> ids = new ArrayList<>(List.of(MountIdentity.of(clone).unique()));
    for (Mount mount : table.mounts()) {
      String mountPoint = Inside.text(mount.mountPoint());
      if (mountPoint.startsWith(prefix) && !mountPoint.equals(prefix)) {
        visible(clone, mountPoint.substring(prefix.length()))
            .filter(id -> !ids.contains(id))
            .ifPresent(ids::add);
      }
    }
    if (ids.size() > MOST_MOUNTS) {
      throw new InjectionException(
          Reason.TOO_MANY_MOUNTS, "more than " + MOST_MOUNTS + " mounts lie below it");
    }
    return ids;
  }

  private static Optional<Long> visible(Fd clone, String path) throws LinuxException {
    long resolve = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;
    Optional<Fd> found =
        Open.ifThere(clone, Inside.bytes(path), Open.O_PATH | Open.O_NOFOLLOW, resolve);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Fd fd = found.get()) {
      MountIdentity identity = MountIdentity.of(fd);
      return identity.isRoot() ? Optional.of(identity.unique()) : Optional.empty();
    }
  }

  @Override
  public void close() {
    mount.close();
  }
}
