package dev.imagescan.agent.seccomp;

import dev.imagescan.agent.linux.Architecture;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Seccomp;
import dev.imagescan.agent.linux.Seccomp.Instruction;
import dev.imagescan.agent.linux.Syscall;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes from this process the system calls that would let it reach into other processes:
 * CAP_SYS_PTRACE, which reading {@code /proc/PID/root} needs, allows more than reading. They fail
 * with EPERM, in all threads and all children, for good. System calls of other architectures, by
 * which the same could be had under other numbers, fail likewise.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/seccomp_filter.html">Seccomp BPF</a>
 */
public final class Filter {

  private static final List<Syscall> DENIED =
      List.of(
          Syscall.PTRACE, Syscall.PROCESS_VM_WRITEV, Syscall.PROCESS_MADVISE, Syscall.PIDFD_GETFD);

  private static final int BPF_LD_W_ABS = 0x20;
  private static final int BPF_JEQ_K = 0x15;
  private static final int BPF_JGE_K = 0x35;
  private static final int BPF_RET_K = 0x06;

  private static final int OFFSET_NR = 0;
  private static final int OFFSET_ARCH = 4;

  private static final int SECCOMP_RET_ALLOW = 0x7fff0000;
  private static final int SECCOMP_RET_ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int X32_SYSCALL_BIT = 0x40000000;

  private Filter() {}

  /**
   * Puts the filter in force, for threads that run already too.
   *
   * @throws LinuxException when the kernel has no seccomp filters; the process goes on without
   */
  public static void install() throws LinuxException {
    Seccomp.setNoNewPrivileges();
    Seccomp.setFilter(program(Architecture.current()).toArray(Instruction[]::new));
  }

  /** The program: a call's architecture and number decide. */
  static List<Instruction> program(Architecture architecture) {
    int denials = DENIED.size();
    List<Instruction> program = new ArrayList<>();
    program.add(new Instruction(BPF_LD_W_ABS, 0, 0, OFFSET_ARCH));
    program.add(new Instruction(BPF_JEQ_K, 0, denials + 3, architecture.audit()));
    program.add(new Instruction(BPF_LD_W_ABS, 0, 0, OFFSET_NR));
    // Numbers from here on are the x32 ABI's; 64-bit ARM has none that high.
    program.add(new Instruction(BPF_JGE_K, denials + 1, 0, X32_SYSCALL_BIT));
    for (int i = 0; i < denials; i++) {
      int number = DENIED.get(i).number(architecture);
      program.add(new Instruction(BPF_JEQ_K, denials - i, 0, number));
    }
    program.add(new Instruction(BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW));
    program.add(new Instruction(BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | EPERM));
    return program;
  }
}
