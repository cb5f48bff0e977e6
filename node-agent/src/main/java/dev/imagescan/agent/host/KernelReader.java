package dev.imagescan.agent.host;

import dev.imagescan.agent.linux.Architecture;
import dev.imagescan.agent.linux.Errno;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.LinuxException;
import dev.imagescan.agent.linux.Open;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.KernelModule;
import dev.imagescan.api.v1alpha1.NodeKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads what /proc and /sys tell of the kernel. All containers of a machine have the same one, so
 * that our own view of it is the machine's.
 *
 * @param proc where proc is mounted
 * @param sys where sysfs is
 */
record KernelReader(String proc, String sys) {

  /** How many modules are listed. */
  static final int MOST_MODULES = 512;

  /** A thousand modules take some 100 KB. */
  private static final int LONGEST_FILE = 4 << 20;

  private static final int MAX_RELEASE = 128;
  private static final int MAX_MACHINE = 32;

  /** That of this machine. */
  static KernelReader ofThisMachine() {
    return new KernelReader("/proc", "/sys");
  }

  NodeKernel read() {
    Optional<List<KernelModule>> modules = Optional.empty();
    Boolean modular = null;
    try {
      modules = Optional.of(Modules.parse(content(proc + "/modules"), this::taint));
      modular = true;
    } catch (LinuxException e) {
      modular = e.errno() == Errno.ENOENT ? Boolean.FALSE : null;
    } catch (IOException e) {
      // Longer than is read: that it is modular is no longer a question, but which modules.
      modular = true;
    }
    return new NodeKernel(
        line(proc + "/sys/kernel/osrelease", MAX_RELEASE),
        line(proc + "/sys/kernel/version", MAX_RELEASE),
        machine(),
        taints(),
        modular,
        modules.map(all -> all.stream().limit(MOST_MODULES).toList()).orElse(null),
        modules.map(List::size).orElse(null));
  }

  private Optional<String> taint(String module) {
    // The name comes from the kernel, and yet it must not lead elsewhere.
    return module.contains("/") || module.startsWith(".")
        ? Optional.empty()
        : Optional.ofNullable(line(sys + "/module/" + module + "/taint", MAX_MACHINE));
  }

  private List<String> taints() {
    String bits = line(proc + "/sys/kernel/tainted", MAX_MACHINE);
    try {
      return bits == null ? null : Taint.ofKernel(Long.parseUnsignedLong(bits));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Before Linux 6.1 there is no file for it; these are the names that uname has then. */
  private String machine() {
    String told = line(proc + "/sys/kernel/arch", MAX_MACHINE);
    return told != null
        ? told
        : switch (Architecture.current()) {
          case X86_64 -> "x86_64";
          case AARCH64 -> "aarch64";
        };
  }

  private static String line(String file, int most) {
    try {
      return Printable.of(content(file).strip(), most);
    } catch (IOException e) {
      return null;
    }
  }

  private static String content(String file) throws IOException {
    try (Fd fd = Open.path(file, Open.O_RDONLY)) {
      return new String(Read.all(fd, LONGEST_FILE), StandardCharsets.ISO_8859_1);
    }
  }
}
