package dev.imagescan.agent.containment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code /proc/PID/status} says of a process's privileges. A line that is missing counts as
 * nothing: no capability, no filter.
 *
 * @param name of the program, one byte in each char, as the process chose it
 * @param user its effective user ID, as we see it
 * @param mayBeRoot whether root is among its user IDs, so that it may take it up
 * @param seccomp 0 for none, 1 for strict, 2 for a filter
 * @param filters how many; -1 where the kernel does not tell
 * @param threads how many threads the process has
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
record ProcessStatus(
    String name,
    long user,
    boolean mayBeRoot,
    Set<Capability> permitted,
    Set<Capability> effective,
    Set<Capability> bounding,
    Set<Capability> ambient,
    boolean noNewPrivs,
    int seccomp,
    int filters,
    int threads) {

  private static final int EFFECTIVE = 1;

  /** Reads the file. */
  static ProcessStatus parse(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String line : text.split("\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        // The name comes first, and what it may hold is escaped: it cannot bring other lines.
        fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return new ProcessStatus(
        fields.getOrDefault("Name", ""),
        user(fields.getOrDefault("Uid", "")),
        List.of(fields.getOrDefault("Uid", "").split("\\s+")).contains("0"),
        capabilities(fields, "CapPrm"),
        capabilities(fields, "CapEff"),
        capabilities(fields, "CapBnd"),
        capabilities(fields, "CapAmb"),
        number(fields, "NoNewPrivs", 0) == 1,
        number(fields, "Seccomp", 0),
        number(fields, "Seccomp_filters", -1),
        number(fields, "Threads", 1));
  }

  /** What it may use now or take up at any time. */
  boolean may(Capability capability) {
    return permitted.contains(capability) || effective.contains(capability);
  }

  /** The same without what says nothing of its privileges, and what it may choose at will. */
  ProcessStatus nameless() {
    return new ProcessStatus(
        "",
        user,
        mayBeRoot,
        permitted,
        effective,
        bounding,
        ambient,
        noNewPrivs,
        seccomp,
        filters,
        1);
  }

  private static long user(String text) {
    List<String> ids = List.of(text.split("\\s+"));
    try {
      return ids.size() > EFFECTIVE ? Long.parseLong(ids.get(EFFECTIVE)) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Set<Capability> capabilities(Map<String, String> fields, String name) {
    try {
      return Capability.of(Long.parseUnsignedLong(fields.getOrDefault(name, "0"), 16));
    } catch (NumberFormatException e) {
      return Set.of();
    }
  }

  private static int number(Map<String, String> fields, String name, int otherwise) {
    try {
      return Integer.parseInt(fields.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
