package dev.imagescan.agent.containment;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.process.ContainerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** Reads how a process is held from its directory below /proc. */
final class ProcessReader {

  private static final int LONGEST_FILE = 1 << 20;
  private static final int LONGEST_LABEL = 4096;

  private ProcessReader() {}

  /** All of it; what the kernel does not have or tell is missing. */
  static ProcessFacts read(ContainerProcess process) throws IOException {
    return new ProcessFacts(
        ProcessStatus.parse(text(process, "status")), namespaces(process), label(process));
  }

  /** The links of its namespaces, as far as they may be read. */
  static Map<Namespace, String> namespaces(ContainerProcess process) {
    Map<Namespace, String> found = new EnumMap<>(Namespace.class);
    for (Namespace kind : Namespace.values()) {
      try {
        found.put(kind, process.target("ns/" + kind.id()));
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

  private static String label(ContainerProcess process) {
    try (Fd fd = process.open("attr/current")) {
      String text = new String(Read.all(fd, LONGEST_LABEL), StandardCharsets.ISO_8859_1);
      return text.replace("\0", "").strip();
    } catch (IOException e) {
      // Without a security module the file is there, and reading it is an error.
      return "";
    }
  }
}
