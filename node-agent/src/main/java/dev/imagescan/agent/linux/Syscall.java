package dev.imagescan.agent.linux;

/**
 * The system calls that the agent makes or denies itself, with their numbers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>; the numbers
 *     are those of the kernel's arch/x86/entry/syscalls/syscall_64.tbl and
 *     include/uapi/asm-generic/unistd.h
 */
public enum Syscall {
  READ(0, 63),
  CLOSE(3, 57),
  IOCTL(16, 29),
  PREAD64(17, 67),
  FCHDIR(81, 50),
  UMASK(95, 166),
  PTRACE(101, 117),
  SETRESUID(117, 147),
  SETFSUID(122, 151),
  SETFSGID(123, 152),
  FSTATFS(138, 44),
  PRCTL(157, 167),
  CHROOT(161, 51),
  UMOUNT2(166, 39),
  GETXATTR(191, 8),
  GETDENTS64(217, 61),
  OPENAT(257, 56),
  MKDIRAT(258, 34),
  UNLINKAT(263, 35),
  RENAMEAT(264, 38),
  READLINKAT(267, 78),
  UNSHARE(272, 97),
  SETNS(308, 268),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  SECCOMP(317, 277),
  STATX(332, 291),
  PIDFD_SEND_SIGNAL(424, 424),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  OPENAT2(437, 437),
  PIDFD_GETFD(438, 438),
  PROCESS_MADVISE(440, 440),
  MOUNT_SETATTR(442, 442),
  LANDLOCK_CREATE_RULESET(444, 444);

  private final int x86;
  private final int arm;

  Syscall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /** Its number on that architecture. */
  public int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
    };
  }

  String kernelName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
