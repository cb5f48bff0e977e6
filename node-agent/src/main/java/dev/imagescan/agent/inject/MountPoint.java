package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a container has where a mount is to be put: the place itself, or the innermost directory on
 * the way there that exists.
 *
 * @param fd opened with O_PATH
 * @param path of that, as the container sees it, links followed
 * @param missing the names that are not there, outermost first
 */
record MountPoint(Fd fd, String path, List<String> missing) implements AutoCloseable {

  private static final int MOST_MISSING = 16;

  /** As much as can be written down of each. */
  private static final int LONGEST_MADE = 512;

  MountPoint {
    missing = List.copyOf(missing);
  }

  /** Looks what there is. */
  static MountPoint find(Inside container, String mountPath) throws IOException {
    List<String> names = List.of(mountPath.substring(1).split("/"));
    for (int known = names.size(); known >= 0; known--) {
      Optional<Fd> found = find(container, names.subList(0, known));
      if (found.isPresent()) {
        return of(container, found.get(), names.subList(known, names.size()));
      }
    }
    throw new InjectionException(
        Reason.CONTAINER_NOT_FOUND, "the container's root directory is gone");
  }

  private static Optional<Fd> find(Inside container, List<String> names) throws IOException {
    try {
      return container.find("/" + String.join("/", names));
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENOTDIR) {
        throw new InjectionException(
            Reason.TYPE_MISMATCH,
            "on the way to the mount point is something that is no directory");
      }
      throw e;
    }
  }

  private static MountPoint of(Inside container, Fd fd, List<String> missing) throws IOException {
    try {
      if (!missing.isEmpty() && isDanglingLink(fd, missing.getFirst())) {
        throw new InjectionException(
            Reason.MOUNT_POINT_MISSING, "on the way to the mount point is a link to nowhere");
      }
      return new MountPoint(fd, container.path(fd), missing);
    } catch (IOException e) {
      fd.close();
      throw e;
    }
  }

  private static boolean isDanglingLink(Fd directory, String name) throws LinuxException {
    Optional<Fd> link = Inside.name(directory, name);
    link.ifPresent(Fd::close);
    return link.isPresent();
  }

  /** The paths that are not there, outermost first. */
  List<String> missingPaths() {
    List<String> paths = new ArrayList<>();
    String at = path.equals("/") ? "" : path;
    for (String name : missing) {
      at = at + "/" + name;
      paths.add(at);
    }
    return paths;
  }

  /**
   * Requires that something may be mounted here.
   *
   * @param directory whether that is a directory
   */
  void require(Inside container, Placement placement, boolean directory) throws IOException {
    String whole = missing.isEmpty() ? path : missingPaths().getLast();
    if (SystemPaths.refuse(whole) || SystemPaths.refuse(placement.mountPath())) {
      throw new InjectionException(
          Reason.SYSTEM_PATH, SystemPaths.sentence(placement.mountPath(), whole));
    }
    if (missing.isEmpty() && Stat.of(fd).isDirectory() != directory) {
      throw new InjectionException(
          Reason.TYPE_MISMATCH,
          (directory ? "a directory" : "a file")
              + " cannot be mounted on "
              + placement.mountPath()
              + ", which is "
              + (directory ? "no directory" : "a directory")
              + " in the container");
    }
    requireMakeable(placement);
    Mount below = container.mountOf(fd);
    if (below.propagation().contains("shared:")) {
      throw new InjectionException(
          Reason.SHARED_TARGET,
          "the mount point lies on a mount that is shared with others, who would get what is mounted"
              + " there as well");
    }
  }

  private void requireMakeable(Placement placement) throws InjectionException {
    if (!missing.isEmpty() && !placement.makeMountPoint()) {
      throw new InjectionException(
          Reason.MOUNT_POINT_MISSING,
          "the container has no " + placement.mountPath() + ", and it is not to be made");
    }
    if (!missing.isEmpty() && missingPaths().getLast().length() > LONGEST_MADE) {
      throw new InjectionException(
          Reason.MOUNT_POINT_MISSING,
          "it leads to a path of more than " + LONGEST_MADE + " characters, where nothing is made");
    }
    if (missing.size() > MOST_MISSING) {
      throw new InjectionException(
          Reason.MOUNT_POINT_MISSING,
          "more than " + MOST_MISSING + " directories on the way to it are missing");
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
