package dev.imagescan.agent.root;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Self;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether a directory lies on a file system whose answers come from this machine's kernel.
 * Any other kind (in user space, over a network) can keep a reader waiting for ever, even one that
 * is killed; its own kinds of files (proc, sysfs) look regular and are not. Nothing is asked of the
 * file system to find out: the kernel's mount tables tell.
 */
public final class LocalFileSystem {

  private static final Set<String> TYPES =
      Set.of(
          "bcachefs",
          "btrfs",
          "erofs",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "iso9660",
          "jfs",
          "nilfs2",
          "overlay",
          "ramfs",
          "reiserfs",
          "rootfs",
          "squashfs",
          "tmpfs",
          "xfs",
          "zfs");

  private static final String HOST_TABLE = "/proc/1/mountinfo";

  private LocalFileSystem() {}

  /** Whether file systems of this type are read. */
  public static boolean isLocal(String type) {
    return TYPES.contains(type);
  }

  /**
   * Requires that a process's root directory may be read.
   *
   * @throws UnreadableException when not
   */
  public static void require(Fd root, ContainerProcess process) throws IOException {
    Optional<Mount> own = MountTable.find(process.open("mountinfo"), Self.mountId(root));
    if (own.isEmpty()) {
      // A process that has changed its root is not shown the mount that this lies on.
      requireLocal(onHost(Stat.of(root).device()));
    } else {
      requireLocal(own);
      // Who mounts in a user namespace of their own can stack an overlay on a file system in user
      // space. One that the host's table shows was made by the container's runtime.
      boolean overlay = own.get().type().equals("overlay");
      if (overlay && !process.sharesOurUserNamespace()) {
        requireLocal(onHost(own.get().device()));
      }
    }
  }

  /** Requires that a directory of a mount table's namespace may be read. */
  public static void require(Fd directory, Fd mountInfo) throws IOException {
    requireLocal(MountTable.find(mountInfo, Self.mountId(directory)));
  }

  private static Optional<Mount> onHost(Stat.Device device) throws IOException {
    return MountTable.find(Open.path(HOST_TABLE, Open.O_RDONLY), device);
  }

  private static void requireLocal(Optional<Mount> mount) throws UnreadableException {
    if (mount.filter(m -> isLocal(m.type())).isEmpty()) {
      throw new UnreadableException("/", Unreadable.SPECIAL_FILE_SYSTEM);
    }
  }
}
