package dev.imagescan.agent.linux;

/**
 * Makes and removes single names of an open directory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mkdir.2.html">mkdirat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/unlink.2.html">unlinkat(2)</a>
 */
public final class Names {

  private static final int AT_REMOVEDIR = 0x200;
  private static final long ONE_NAME =
      Open.RESOLVE_BENEATH | Open.RESOLVE_NO_MAGICLINKS | Open.RESOLVE_NO_SYMLINKS;

  private Names() {}

  /** Makes a directory. */
  public static void makeDirectory(Fd parent, String name, int mode) throws LinuxException {
    int number = parent.number();
    long path = Kernel.scratch().path(Syscall.MKDIRAT, name);
    Kernel.call(Syscall.MKDIRAT, () -> arguments(number, name), number, path, mode);
  }

  /** Makes an empty regular file that was not there. */
  public static void makeFile(Fd parent, String name, int mode) throws LinuxException {
    int flags = Open.O_WRONLY | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW;
    Open.created(parent, name, flags, mode, ONE_NAME).close();
  }

  /**
   * Gives a file or directory another name in the same directory.
   *
   * @see <a href="https://man7.org/linux/man-pages/man2/rename.2.html">renameat(2)</a>
   */
  public static void rename(Fd parent, String from, String to) throws LinuxException {
    int number = parent.number();
    Kernel.Scratch scratch = Kernel.scratch();
    long old = scratch.path(Syscall.RENAMEAT, from);
    long name = scratch.name(to);
    Kernel.call(
        Syscall.RENAMEAT,
        () -> arguments(number, from) + ", " + Kernel.shown(to),
        number,
        old,
        number,
        name);
  }

  /** Removes a directory, which must be empty. */
  public static void removeDirectory(Fd parent, String name) throws LinuxException {
    unlink(parent, name, AT_REMOVEDIR);
  }

  /** Removes a file. */
  public static void removeFile(Fd parent, String name) throws LinuxException {
    unlink(parent, name, 0);
  }

  private static void unlink(Fd parent, String name, int flags) throws LinuxException {
    int number = parent.number();
    long path = Kernel.scratch().path(Syscall.UNLINKAT, name);
    Kernel.call(Syscall.UNLINKAT, () -> arguments(number, name), number, path, flags);
  }

  private static String arguments(int directory, String name) {
    return directory + ", " + Kernel.shown(name);
  }
}
