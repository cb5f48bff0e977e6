package dev.imagescan.agent.linux;

import jnr.ffi.Pointer;

/**
 * Puts seccomp filters on this process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class Seccomp {

  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_SET_MODE_FILTER = 1;
  private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
  private static final int SIZE_OF_SOCK_FILTER = 8;
  private static final int SIZE_OF_SOCK_FPROG = 16;

  /** One instruction of a classic BPF program, {@code struct sock_filter}. */
  public record Instruction(int code, int whenTrue, int whenFalse, int constant) {}

  private Seccomp() {}

  /** No program that this process runs from now on gets more rights than it has. */
  public static void setNoNewPrivileges() throws LinuxException {
    Kernel.prctl(PR_SET_NO_NEW_PRIVS, 1);
  }

  /** Adds a filter to all threads of this process, for good. */
  public static void setFilter(Instruction... program) throws LinuxException {
    Pointer filter = Kernel.allocate(program.length * SIZE_OF_SOCK_FILTER);
    for (int i = 0; i < program.length; i++) {
      int at = i * SIZE_OF_SOCK_FILTER;
      filter.putShort(at, (short) program[i].code());
      filter.putByte(at + 2, (byte) program[i].whenTrue());
      filter.putByte(at + 3, (byte) program[i].whenFalse());
      filter.putInt(at + 4, program[i].constant());
    }
    Pointer prog = Kernel.allocate(SIZE_OF_SOCK_FPROG);
    prog.putShort(0, (short) program.length);
    prog.putLong(8, filter.address());
    long thread =
        Kernel.call(
            Syscall.SECCOMP,
            () -> "SECCOMP_SET_MODE_FILTER, TSYNC, " + program.length + " instructions",
            SECCOMP_SET_MODE_FILTER,
            SECCOMP_FILTER_FLAG_TSYNC,
            prog.address());
    if (thread != 0) {
      throw new LinuxException("seccomp", "TSYNC: thread " + thread + " has another filter", -1);
    }
  }
}
