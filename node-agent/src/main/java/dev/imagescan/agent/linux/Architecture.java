package dev.imagescan.agent.linux;

/** The machine architectures that the agent knows the system calls of. */
public enum Architecture {
  X86_64(0xC000003E),
  AARCH64(0xC00000B7);

  private final int audit;

  Architecture(int audit) {
    this.audit = audit;
  }

  /** The {@code AUDIT_ARCH_…} constant, which seccomp filters compare. */
  public int audit() {
    return audit;
  }

  /**
   * The architecture of this machine.
   *
   * @throws IllegalStateException on any other one
   */
  public static Architecture current() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new IllegalStateException(
              "this runs on x86_64 and aarch64 machines, not on " + name);
    };
  }
}
