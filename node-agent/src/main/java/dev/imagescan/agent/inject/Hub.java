package dev.imagescan.agent.inject;

import static dev.imagescan.agent.linux.MountTree.AT_RECURSIVE;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_NODEV;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_NOEXEC;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_NOSUID;
import static dev.imagescan.agent.linux.MountTree.MOUNT_ATTR_RDONLY;
import static dev.imagescan.agent.linux.MountTree.MS_PRIVATE;
import static dev.imagescan.agent.linux.MountTree.MS_SHARED;
import static dev.imagescan.agent.linux.MountTree.MS_SLAVE;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.FileSystem;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.MountIdentity;
import dev.imagescan.agent.linux.MountTree;
import dev.imagescan.agent.linux.MountTree.Attributes;
import dev.imagescan.agent.linux.Names;
import dev.imagescan.agent.linux.Namespaces;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks the flags of a mount, read-only among them, against a container that has CAP_SYS_ADMIN in
 * its user namespace. The kernel locks them on mounts that arrive by propagation from the mount
 * namespace of another user namespace. So, in a mount namespace that nobody is in: a shared mount;
 * its slave goes to the container's mount point; then the volume is mounted on the shared one, and
 * a copy of it with locked flags arrives on the slave.
 *
 * <p>The namespace ends with this object. Nothing is unmounted in it before, since that would
 * propagate as well; its own end does not.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/mount_namespaces.7.html">mount_namespaces(7),
 *     restrictions on mount namespaces</a>
 */
final class Hub implements AutoCloseable {

  /** By this name the slave is known in mount tables. */
  static final String SOURCE = "imagescan";

  private static final String NAME = "volume";
  private static final long ATTRIBUTES =
      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

  private final Fd namespace;
  private final Fd point;
  private final Fd slave;
  private final MountIdentity identity;

  private Hub(Fd namespace, Fd point, Fd slave) throws LinuxException {
    this.namespace = namespace;
    this.point = point;
    this.slave = slave;
    this.identity = MountIdentity.of(slave);
  }

  /**
   * Makes one on a thread that is still in the agent's own mount namespace.
   *
   * @param directory whether the volume is one, or a file
   */
  static Hub make(Processes processes, boolean directory) throws IOException {
    Namespaces.unshare(Namespaces.CLONE_NEWNS);
    List<Fd> opened = new ArrayList<>();
    try (Fd root = Open.path("/", Open.O_PATH | Open.O_DIRECTORY);
        Fd shared = empty(directory);
        ContainerProcess thread = processes.ownThread()) {
      MountTree.change(root, AT_RECURSIVE, new Attributes(0, 0, MS_PRIVATE));
      MountTree.move(shared, root, 0);
      MountTree.change(shared, 0, new Attributes(0, 0, MS_SHARED));
      Fd point = Inside.name(shared, NAME).orElseThrow();
      opened.add(point);
      Fd slave = MountTree.clone(point, 0);
      opened.add(slave);
      MountTree.change(slave, 0, new Attributes(ATTRIBUTES, 0, MS_SLAVE));
      // So that mount tables tell the slave by its unique ID, also when a volume covers it.
      Names.rename(shared, NAME, Ours.id(MountIdentity.of(slave).unique()));
      Fd namespace = thread.namespace("mnt");
      opened.add(namespace);
      return new Hub(namespace, point, slave);
    } catch (IOException e) {
      opened.forEach(Fd::close);
      throw e;
    }
  }

  private static Fd empty(boolean directory) throws LinuxException {
    try (FileSystem memory = FileSystem.of("tmpfs")) {
      Fd mount =
          memory
              .text("source", SOURCE)
              .text("size", "4k")
              .text("nr_inodes", "4")
              .text("mode", "0755")
              .mount(MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
      if (directory) {
        Names.makeDirectory(mount, NAME, 0755);
      } else {
        Names.makeFile(mount, NAME, 0644);
      }
      return mount;
    }
  }

  /** What is put at the container's mount point first. */
  Fd slave() {
    return slave;
  }

  /** Which mount that is. */
  MountIdentity identity() {
    return identity;
  }

  /** Mounts the volume, a copy of which then lies on the slave; the thread is back afterwards. */
  void propagate(Fd volume, Inside container) throws LinuxException {
    Namespaces.enterMounts(namespace);
    try {
      MountTree.move(volume, point, 0);
    } finally {
      container.enter();
    }
  }

  @Override
  public void close() {
    slave.close();
    point.close();
    namespace.close();
  }
}
