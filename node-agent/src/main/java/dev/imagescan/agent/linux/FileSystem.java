package dev.imagescan.agent.linux;

/**
 * A file system that is being made: options are set one by one, then it is created and mounted
 * where nobody sees it. Closing it leaves the mount.
 *
 * @see <a
 *     href="https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/fs/fsopen.c">the
 *     kernel's fs/fsopen.c</a>
 */
public final class FileSystem implements AutoCloseable {

  private static final int FSOPEN_CLOEXEC = 1;
  private static final int FSMOUNT_CLOEXEC = 1;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_SET_FD = 5;
  private static final int FSCONFIG_CMD_CREATE = 6;

  private final Fd context;

  private FileSystem(Fd context) {
    this.context = context;
  }

  /** Begins with one of a type, such as {@code overlay}. */
  public static FileSystem of(String type) throws LinuxException {
    long name = Kernel.scratch().path(Syscall.FSOPEN, type);
    long fd = Kernel.call(Syscall.FSOPEN, () -> Kernel.shown(type), name, FSOPEN_CLOEXEC);
    return new FileSystem(new Fd((int) fd));
  }

  /** Sets an option that has no value. */
  public FileSystem flag(String key) throws LinuxException {
    return configure(FSCONFIG_SET_FLAG, key, "", 0);
  }

  /** Sets an option to a text. */
  public FileSystem text(String key, String value) throws LinuxException {
    return configure(FSCONFIG_SET_STRING, key, value, 0);
  }

  /** Sets an option to an open file. */
  public FileSystem file(String key, Fd value) throws LinuxException {
    return configure(FSCONFIG_SET_FD, key, "", value.number());
  }

  /**
   * Creates it, and mounts it where nobody sees it.
   *
   * @param attributes {@code MOUNT_ATTR_…} of {@link MountTree}
   */
  public Fd mount(long attributes) throws LinuxException {
    configure(FSCONFIG_CMD_CREATE, "", "", 0);
    int number = context.number();
    return new Fd(
        (int)
            Kernel.call(
                Syscall.FSMOUNT,
                () -> number + ", attributes 0x" + Long.toHexString(attributes),
                number,
                FSMOUNT_CLOEXEC,
                attributes));
  }

  private FileSystem configure(int command, String key, String value, int auxiliary)
      throws LinuxException {
    int number = context.number();
    Kernel.Scratch scratch = Kernel.scratch();
    boolean named = !key.isEmpty();
    long keyAddress = named ? scratch.name(key) : 0;
    boolean text = command == FSCONFIG_SET_STRING;
    long valueAddress = text ? scratch.path(Syscall.FSCONFIG, value) : 0;
    MountLibrary.call(
        Syscall.FSCONFIG,
        () -> command + ", " + key + "=" + Kernel.shown(value) + ", " + auxiliary,
        () -> MountLibrary.LIBC.fsconfig(number, command, keyAddress, valueAddress, auxiliary));
    return this;
  }

  @Override
  public void close() {
    context.close();
  }
}
