package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Reads how a process is held from its directory below /proc. */
final class ProcessReader {

  private static final int LONGEST_FILE = 1 << 20;
  private static final int LONGEST_LABEL = 4096;

  /** In which a thread may be by itself: the kernel moves no single one into the others. */
  private static final Set<Namespace> OF_THREADS =
      EnumSet.of(Namespace.CGROUP, Namespace.IPC, Namespace.MNT, Namespace.NET, Namespace.UTS);

  private ProcessReader() {}

  /** All of it; what the kernel does not have or tell is missing. */
  static ProcessFacts read(ContainerProcess process) throws IOException {
    return new ProcessFacts(
        ProcessStatus.parse(text(process, "status")), namespaces(process), label(process, ""));
  }

  /**
   * How one of its threads is held.
   *
   * @param directory its own, such as {@code task/12/}
   * @param whole what was read of the process
   */
  static ProcessFacts thread(ContainerProcess process, String directory, ProcessFacts whole)
      throws IOException {
    ProcessStatus status = ProcessStatus.parse(text(process, directory + "status"));
    Map<Namespace, String> namespaces = new EnumMap<>(Namespace.class);
    namespaces.putAll(whole.namespaces());
    // The kernel tells nothing of a first thread that has ended, while others go on.
    boolean ended = whole.namespaces().isEmpty();
    namespaces.putAll(
        namespaces(process, directory, ended ? EnumSet.allOf(Namespace.class) : OF_THREADS));
    return new ProcessFacts(status, namespaces, label(process, directory));
  }

  /** The links of its namespaces, as far as they may be read. */
  static Map<Namespace, String> namespaces(ContainerProcess process) {
    return namespaces(process, "", EnumSet.allOf(Namespace.class));
  }

  private static Map<Namespace, String> namespaces(
      ContainerProcess process, String directory, Set<Namespace> kinds) {
    Map<Namespace, String> found = new EnumMap<>(Namespace.class);
    for (Namespace kind : kinds) {
      try {
        found.put(kind, process.target(directory + "ns/" + kind.id()));
      } catch (IOException e) {
        // An older kernel has fewer kinds, and those of a mightier process are not shown.
        continue;
      }
    }
    return found;
  }

  /** A file's text, one byte in each char. */
  static String text(ContainerProcess process, String file) throws IOException {
    try (Fd fd = process.open(file)) {
      return new String(Read.all(fd, LONGEST_FILE), StandardCharsets.ISO_8859_1);
    }
  }

  private static String label(ContainerProcess process, String directory) {
    try (Fd fd = process.open(directory + "attr/current")) {
      String text = new String(Read.all(fd, LONGEST_LABEL), StandardCharsets.ISO_8859_1);
      return text.replace("\0", "").strip();
    } catch (IOException e) {
      // Without a security module the file is there, and reading it is an error.
      return "";
    }
  }
}
