package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.Names;
import dev.imagescan.agent.linux.Owner;
import dev.imagescan.agent.linux.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes the directories and the file that a mount point lacks, and removes them. Each is made by
 * the owner of the directory that it is in: in a user namespace the node's root has no identity on
 * file systems of the container, and what it made would belong to nobody.
 *
 * <p>In a root file system that is mounted read-only this works on a clone of the mount that is
 * not, which nobody else sees.
 */
final class MadePath {

  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;
  private static final MountTree.Attributes WRITABLE =
      new MountTree.Attributes(0, MountTree.MOUNT_ATTR_RDONLY, MountTree.MS_PRIVATE);

  private interface Change {
    void in(Fd directory) throws LinuxException;
  }

  private MadePath() {}

  /**
   * Makes what is missing.
   *
   * @param directory whether the last one is a directory
   */
  static void make(Inside container, MountPoint mountPoint, boolean directory) throws IOException {
    boolean onRoot = container.isOnRootMount(mountPoint.fd());
    List<String> names = mountPoint.missing();
    Fd at = mountPoint.fd();
    for (int i = 0; i < names.size(); i++) {
      boolean isDirectory = directory || i < names.size() - 1;
      Fd made = make(at, Inside.bytes(names.get(i)), isDirectory, onRoot);
      if (i > 0) {
        at.close();
      }
      at = made;
    }
    if (!names.isEmpty()) {
      at.close();
    }
  }

  private static Fd make(Fd parent, String name, boolean directory, boolean onRoot)
      throws IOException {
    try {
      return writable(
          parent,
          at -> {
            if (directory) {
              Names.makeDirectory(at, name, DIRECTORY_MODE);
            } else {
              Names.makeFile(at, name, FILE_MODE);
            }
          },
          name,
          onRoot);
    } catch (LinuxException e) {
      throw failure(e);
    }
  }

  /** No switch: its tables would be a class of their own, to be loaded too. */
  private static IOException failure(LinuxException e) {
    if (e.errno() == Errno.EEXIST || e.errno() == Errno.ENOENT) {
      return new InjectionException(
          Reason.TARGET_CHANGED, "the mount point came to be while it was made");
    }
    if (e.errno() == Errno.EACCES) {
      return new InjectionException(
          Reason.MOUNT_POINT_MISSING,
          "the mount point cannot be made: its parent directory forbids even its owner to write;"
              + " choose a place in another one, or one that is there already");
    }
    if (e.errno() == Errno.EROFS) {
      return new InjectionException(
          Reason.MOUNT_POINT_MISSING,
          "the mount point cannot be made: its file system is read-only, and only in a root file"
              + " system is one made nevertheless");
    }
    return e;
  }

  /** Makes the change, and returns what it made. */
  private static Fd writable(Fd parent, Change change, String made, boolean onRoot)
      throws IOException {
    asOwner(parent, change, onRoot);
    return Inside.name(parent, Inside.text(made))
        .orElseThrow(
            () ->
                new InjectionException(
                    Reason.TARGET_CHANGED, "the mount point was removed while it was made"));
  }

  /**
   * Makes a change as the owner of a directory.
   *
   * @param onRoot whether it lies on the container's root mount: what else is read-only is a volume
   *     or the node's, and stays as it is
   */
  private static void asOwner(Fd parent, Change change, boolean onRoot) throws LinuxException {
    Owner before = Owner.ofThread();
    Owner.of(parent).become();
    try {
      change.in(parent);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EROFS || !onRoot) {
        throw e;
      }
      before.become();
      onWritableClone(parent, change);
    } finally {
      before.become();
    }
  }

  private static void onWritableClone(Fd parent, Change change) throws LinuxException {
    try (Fd clone = MountTree.clone(parent, 0)) {
      MountTree.change(clone, 0, WRITABLE);
      Owner.of(clone).become();
      change.in(clone);
    }
  }

  /**
   * Removes what was made, innermost first, as far as it is empty and still what it was. What was
   * made on a volume stays: other containers may have it too, and something mounted there, which
   * the kernel would detach from them together with its mount point.
   */
  static void remove(Inside container, List<String> made) throws IOException {
    for (String path : made.reversed()) {
      int slash = path.lastIndexOf('/');
      Optional<Fd> parent = container.find(slash == 0 ? "/" : path.substring(0, slash));
      if (parent.isPresent()) {
        try (Fd directory = parent.get()) {
          if (!container.isOnRootMount(directory)) {
            return;
          }
          remove(directory, path.substring(slash + 1));
        }
      }
    }
  }

  private static void remove(Fd parent, String name) throws LinuxException {
    Optional<Fd> found = Inside.name(parent, name);
    if (found.isEmpty()) {
      return;
    }
    Stat stat;
    try (Fd fd = found.get()) {
      stat = Stat.of(fd);
    }
    try {
      if (stat.isDirectory()) {
        asOwner(parent, at -> Names.removeDirectory(at, Inside.bytes(name)), true);
      } else if (stat.isRegular() && stat.size() == 0) {
        asOwner(parent, at -> Names.removeFile(at, Inside.bytes(name)), true);
      }
    } catch (LinuxException e) {
      boolean kept =
          List.of(Errno.ENOTEMPTY, Errno.ENOENT, Errno.EBUSY, Errno.EEXIST, Errno.EROFS)
              .contains(e.errno());
      if (!kept) {
        throw e;
      }
    }
  }
}
