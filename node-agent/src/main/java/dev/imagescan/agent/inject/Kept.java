package dev.imagescan.agent.inject;

import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountTree;

/**
 * A placed mount that is held open, so that it can be reached when the container has covered it:
 * there is no other way to one. While it is held, its file system stays in use after the container
 * has ended too, and neither the container nor we can unmount it: close it first, and hold it only
 * while there is a reason.
 */
public final class Kept implements AutoCloseable {

  private static final MountTree.Attributes READ_ONLY =
      new MountTree.Attributes(MountTree.MOUNT_ATTR_RDONLY, 0, 0);

  private final Fd root;

  Kept(Fd root) {
    this.root = root;
  }

  Fd root() {
    return root;
  }

  /** Not what lies below or above it, which may be the container's. */
  static void makeReadOnly(Fd root) throws LinuxException, InjectionException {
    try {
      MountTree.change(root, 0, READ_ONLY);
    } catch (LinuxException e) {
      if (e.errno() == Errno.EBUSY) {
        throw new InjectionException(Reason.BUSY, "the container has a file open for writing");
      }
      throw e;
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
