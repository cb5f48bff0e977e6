package dev.imagescan.agent.linux;

import jnr.ffi.Pointer;

/**
 * Clones, changes, places and removes mounts, by file descriptors. Flags are the kernel's, by its
 * names. All but clones that are not visible yet must be in the mount namespace of the thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mount_setattr.2.html">mount_setattr(2)</a>
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/fs/namespace.c">the
 *     kernel's fs/namespace.c: open_tree, move_mount</a>
 */
public final class MountTree {

  public static final long MOUNT_ATTR_RDONLY = 0x1;
  public static final long MOUNT_ATTR_NOSUID = 0x2;
  public static final long MOUNT_ATTR_NODEV = 0x4;
  public static final long MOUNT_ATTR_NOEXEC = 0x8;
  public static final long MOUNT_ATTR_IDMAP = 0x100000;

  public static final long MS_PRIVATE = 1 << 18;
  public static final long MS_SLAVE = 1 << 19;
  public static final long MS_SHARED = 1 << 20;

  public static final int AT_RECURSIVE = 0x8000;

  public static final int MOVE_MOUNT_BENEATH = 0x200;

  public static final int UMOUNT_NOFOLLOW = 8;
  public static final int MNT_EXPIRE = 4;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int OPEN_TREE_CLOEXEC = 0x80000;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int SIZE_OF_MOUNT_ATTR = 32;

  /**
   * What is to change, {@code struct mount_attr}.
   *
   * @param set {@code MOUNT_ATTR_…}
   * @param clear {@code MOUNT_ATTR_…}
   * @param propagation {@code MS_…}, or 0 to leave it
   */
  public record Attributes(long set, long clear, long propagation) {}

  private MountTree() {}

  /**
   * Clones the mount that a file lies on, with that file or directory as its root; it vanishes when
   * its descriptor is closed before it was moved somewhere.
   *
   * @param flags {@link #AT_RECURSIVE} takes the mounts below along
   */
  public static Fd clone(Fd at, int flags) throws LinuxException {
    int number = at.number();
    long empty = Kernel.scratch().path(Syscall.OPEN_TREE, "");
    long all = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | flags;
    return new Fd(
        (int)
            Kernel.call(
                Syscall.OPEN_TREE,
                () -> number + ", \"\", 0x" + Long.toHexString(all),
                number,
                empty,
                all));
  }

  /** Changes the mount whose root a descriptor stands for; with {@link #AT_RECURSIVE} a tree. */
  public static void change(Fd mount, int flags, Attributes attributes) throws LinuxException {
    setAttributes(mount, flags, attributes, 0);
  }

  /**
   * Shows the files of clones that are not visible yet with the owners that they have in a user
   * namespace.
   *
   * @throws LinuxException with {@link Errno#EINVAL} when a file system cannot do that
   * @see <a href="https://docs.kernel.org/filesystems/idmappings.html">Idmappings</a>
   */
  public static void map(Fd mount, int flags, Fd userNamespace) throws LinuxException {
    setAttributes(mount, flags, new Attributes(MOUNT_ATTR_IDMAP, 0, 0), userNamespace.number());
  }

  private static void setAttributes(Fd mount, int flags, Attributes attributes, int userNamespace)
      throws LinuxException {
    int number = mount.number();
    Kernel.Scratch scratch = Kernel.scratch();
    long empty = scratch.path(Syscall.MOUNT_SETATTR, "");
    Pointer attr = scratch.struct;
    attr.putLong(0, attributes.set());
    attr.putLong(8, attributes.clear());
    attr.putLong(16, attributes.propagation());
    attr.putLong(24, userNamespace);
    int all = AT_EMPTY_PATH | flags;
    MountLibrary.call(
        Syscall.MOUNT_SETATTR,
        () -> number + ", \"\", 0x" + Integer.toHexString(all) + ", " + attributes,
        () ->
            MountLibrary.LIBC.mount_setattr(
                number, empty, all, attr.address(), SIZE_OF_MOUNT_ATTR));
  }

  /**
   * Makes a clone visible at a directory or file, or moves a mount there.
   *
   * @param flags {@link #MOVE_MOUNT_BENEATH}: not on top of, but beneath the mount whose root the
   *     second descriptor stands for
   */
  public static void move(Fd mount, Fd mountPoint, int flags) throws LinuxException {
    int from = mount.number();
    int to = mountPoint.number();
    long empty = Kernel.scratch().path(Syscall.MOVE_MOUNT, "");
    int all = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH | flags;
    MountLibrary.call(
        Syscall.MOVE_MOUNT,
        () -> from + ", \"\", " + to + ", \"\", 0x" + Integer.toHexString(all),
        () -> MountLibrary.LIBC.move_mount(from, empty, to, empty, all));
  }

  /**
   * Unmounts the topmost mount at a name of the thread's working directory.
   *
   * @param name without a slash
   * @see <a href="https://man7.org/linux/man-pages/man2/umount2.2.html">umount2(2)</a>
   */
  public static void unmount(String name, int flags) throws LinuxException {
    long path = Kernel.scratch().path(Syscall.UMOUNT2, name);
    Kernel.call(
        Syscall.UMOUNT2,
        () -> Kernel.shown(name) + ", 0x" + Integer.toHexString(flags),
        path,
        flags);
  }
}
