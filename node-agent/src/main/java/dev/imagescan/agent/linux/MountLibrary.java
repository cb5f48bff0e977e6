package dev.imagescan.agent.linux;

import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;

/**
 * The calls of five arguments, by the C library's own wrappers: glibc has them since 2.36. They are
 * apart from {@link Kernel} so that a machine with an older one can do all but mount.
 */
final class MountLibrary {

  /** No function may have six arguments; see {@link Kernel.LibC}. */
  public interface LibC {
    int move_mount(int from, long fromPath, int to, long toPath, int flags);

    int mount_setattr(int directory, long path, int flags, long attributes, long size);

    int fsconfig(int context, int command, long key, long value, int auxiliary);
  }

  static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");

  private MountLibrary() {}

  static void call(Syscall call, Supplier<String> arguments, Kernel.Attempt attempt)
      throws LinuxException {
    Kernel.checked(call, arguments, attempt);
  }
}
