package dev.imagescan.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the machine shows of a cluster, by the number of its slot. */
record Traces(
    List<String> processes,
    List<String> mounts,
    List<String> links,
    List<String> cgroups,
    List<String> loopDevices,
    List<String> directories) {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  static Traces of(int slot) {
    String name = "imagescan-e2e-" + slot;
    String directory = "/tmp/imagescan-e2e/" + slot;
    return new Traces(
        processes(
            line ->
                line.contains(directory + "/")
                    || line.contains("/" + name + "/")
                    || isHolder(line, slot)),
        lines(Path.of("/proc/self/mountinfo"), line -> line.contains(directory + "/")),
        names(Path.of("/sys/class/net"), name::equals),
        Stream.concat(Stream.of(CGROUPS), list(CGROUPS))
            .flatMap(at -> names(at, name::equals).stream())
            .toList(),
        Command.of("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE")
            .run()
            .orThrow()
            .lines()
            .filter(line -> line.contains(directory + "/"))
            .toList(),
        names(Path.of("/tmp/imagescan-e2e"), Integer.toString(slot)::equals));
  }

  boolean none() {
    return processes.isEmpty() && mounts.isEmpty() && links.isEmpty() && nothingOnDisk();
  }

  private boolean nothingOnDisk() {
    return cgroups.isEmpty() && loopDevices.isEmpty() && directories.isEmpty();
  }

  /** The names of network namespaces on the whole machine: a cluster never makes one. */
  static List<String> networkNamespaces() {
    return names(Path.of("/run/netns"), name -> true);
  }

  /** The machine's settings that kubelet and kube-proxy would like to change. */
  static List<String> settings() {
    return Stream.of(
            "kernel/panic",
            "kernel/panic_on_oops",
            "kernel/keys/root_maxkeys",
            "kernel/keys/root_maxbytes",
            "vm/overcommit_memory",
            "vm/panic_on_oom",
            "net/ipv4/ip_forward",
            "net/ipv4/icmp_ratelimit")
        .map(setting -> setting + " = " + lines(Path.of("/proc/sys", setting), line -> true))
        .toList();
  }

  private static boolean isHolder(String commandLine, int slot) {
    return commandLine.contains("tools/sandbox hold " + slot)
        || commandLine.contains("tools/sandbox inside " + slot);
  }

  private static List<String> processes(Predicate<String> ours) {
    return list(Path.of("/proc"))
        .filter(process -> process.getFileName().toString().matches("[0-9]+"))
        .map(process -> text(process.resolve("cmdline")) + " " + text(process.resolve("cgroup")))
        .filter(ours)
        .toList();
  }

  /** A file of a process, on one line; empty if the process has ended meanwhile. */
  private static String text(Path file) {
    try {
      return Files.readString(file).replace('\0', ' ').replace('\n', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> lines(Path file, Predicate<String> wanted) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(wanted).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(Path directory, Predicate<String> wanted) {
    return list(directory).map(entry -> entry.getFileName().toString()).filter(wanted).toList();
  }

  private static Stream<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
