package dev.imagescan.agent.linux;

import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The one door to the kernel: makes a system call and turns its error into a {@link
 * LinuxException}. Calls that a signal interrupted are made again.
 */
final class Kernel {

  /**
   * The C library's functions. None may have six arguments: the stubs that jnr-ffi 2.3.4 makes for
   * x86-64 pass a wrong sixth one.
   */
  public interface LibC {
    long syscall(long number, long a, long b, long c, long d);

    int statx(int directory, long path, int flags, int mask, long result);

    int prctl(int operation, long a, long b, long c, long d);
  }

  static final int PATH_MAX = 4096;
  static final int BUFFER_SIZE = 64 * 1024;

  private static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);
  private static final Architecture ARCHITECTURE = Architecture.current();
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  /** The memory of threads that have ended, for those that begin. */
  private static final Deque<Scratch> LENT = new ConcurrentLinkedDeque<>();

  private Kernel() {}

  /** Native memory of one thread, for the arguments and results of one call at a time. */
  static final class Scratch {
    final Pointer path = Memory.allocateDirect(RUNTIME, PATH_MAX);
    final Pointer struct = Memory.allocateDirect(RUNTIME, 256, true);
    final Pointer buffer = Memory.allocateDirect(RUNTIME, BUFFER_SIZE);

    long path(Syscall call, String path) throws LinuxException {
      if (path.length() >= PATH_MAX) {
        throw new LinuxException(call.kernelName(), shown(path), Errno.ENAMETOOLONG.number());
      }
      if (path.indexOf('\0') >= 0) {
        throw new LinuxException(call.kernelName(), shown(path), Errno.ENOENT.number());
      }
      return terminated(this.path, path);
    }

    /** A short name of our own, beside the path. */
    long name(String name) {
      return terminated(struct, name);
    }

    private static long terminated(Pointer memory, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      memory.put(0, bytes, 0, bytes.length);
      memory.putByte(bytes.length, (byte) 0);
      return memory.address();
    }
  }

  static Scratch scratch() {
    return SCRATCH.get();
  }

  /** Gives this thread, which has made no call yet, the memory of one that has ended. */
  static void borrow() {
    Scratch used = LENT.pollFirst();
    if (used != null) {
      SCRATCH.set(used);
    }
  }

  /** Takes this thread's memory back: it makes no further call. */
  static void giveBack() {
    LENT.addFirst(SCRATCH.get());
    SCRATCH.remove();
  }

  static Pointer allocate(int size) {
    return Memory.allocateDirect(RUNTIME, size, true);
  }

  interface Attempt {
    long make();
  }

  /**
   * Makes a system call of at most four arguments.
   *
   * @param arguments what an error's text says about the arguments
   */
  static long call(Syscall call, Supplier<String> arguments, long... values) throws LinuxException {
    return checked(call, arguments, () -> raw(call, values));
  }

  /** Asks what {@code statx} tells of a path. */
  static void statx(int directory, long path, int flags, int mask, Pointer result)
      throws LinuxException {
    checked(
        Syscall.STATX,
        () -> directory + ", flags 0x" + Integer.toHexString(flags),
        () -> LIBC.statx(directory, path, flags, mask, result.address()));
  }

  /** Changes a property of this process. */
  static void prctl(int operation, long value) throws LinuxException {
    checked(
        Syscall.PRCTL, () -> operation + ", " + value, () -> LIBC.prctl(operation, value, 0, 0, 0));
  }

  /** Makes a system call and returns its result, or the error's number with a minus. */
  static long attempt(Syscall call, long... values) {
    return uninterrupted(() -> raw(call, values));
  }

  static long checked(Syscall call, Supplier<String> arguments, Attempt attempt)
      throws LinuxException {
    long result = uninterrupted(attempt);
    if (result < 0) {
      throw new LinuxException(call.kernelName(), arguments.get(), (int) -result);
    }
    return result;
  }

  private static long uninterrupted(Attempt attempt) {
    while (true) {
      long result = attempt.make();
      int errno = result < 0 ? RUNTIME.getLastError() : 0;
      if (errno != Errno.EINTR.number()) {
        return result < 0 ? -errno : result;
      }
    }
  }

  static void close(int fd) {
    // Linux frees the number even when close reports an error; there is nothing left to do then.
    raw(Syscall.CLOSE, fd);
  }

  private static long raw(Syscall call, long... v) {
    return LIBC.syscall(call.number(ARCHITECTURE), at(v, 0), at(v, 1), at(v, 2), at(v, 3));
  }

  private static long at(long[] values, int index) {
    return index < values.length ? values[index] : 0;
  }

  /** A path in an error's text: control bytes must not reach a terminal or a log. */
  static String shown(String path) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : path.substring(0, Math.min(path.length(), 200)).toCharArray()) {
      if (c < ' ' || c > '~') {
        text.append(String.format("\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append(path.length() > 200 ? "…\"" : "\"").toString();
  }
}
