package dev.imagescan.agent.cli;

import dev.imagescan.agent.hold.OpenFile;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says who uses a mount of ours, when the kernel says that it is used. */
record MountHolder(Processes processes) {

  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final int LONGEST_PATH = 200;
  private static final int LONGEST_NAME = 32;

  /** A sentence; it is for people, and unmounting does not depend on it. */
  String of(ContainerProcess target, PlacedMount placed) throws IOException {
    MountTable table;
    try (Fd mountInfo = target.open("mountinfo")) {
      table = MountTable.read(mountInfo);
    }
    Set<Integer> ours =
        table.mounts().stream()
            .filter(mount -> isOf(mount, placed))
            .map(Mount::id)
            .collect(Collectors.toSet());
    Optional<Mount> upon =
        table.mounts().stream()
            .filter(mount -> ours.contains(mount.parent()) && !ours.contains(mount.id()))
            .findFirst();
    if (upon.isPresent()) {
      return "the container has mounted something on it, at "
          + Printable.of(upon.get().mountPoint(), LONGEST_PATH);
    }
    return user(ours)
        .orElse("the kernel says that it is used, and no process was seen using it; try again");
  }

  private static boolean isOf(Mount mount, PlacedMount placed) {
    return mount.device().toString().equals(placed.device()) && mount.root().equals(placed.root());
  }

  /** IDs of mounts are the whole machine's: a process may also have it from another namespace. */
  private Optional<String> user(Set<Integer> ours) {
    long end = System.nanoTime() + LONGEST.toNanos();
    Iterator<Long> pids = ProcessHandle.allProcesses().map(ProcessHandle::pid).iterator();
    Optional<String> found = Optional.empty();
    while (found.isEmpty() && pids.hasNext() && System.nanoTime() < end) {
      found = use(pids.next().intValue(), ours);
    }
    return found;
  }

  private Optional<String> use(int pid, Set<Integer> ours) {
    try (ContainerProcess process = processes.open(pid)) {
      return OpenFile.first(process, (_, mountId) -> ours.contains(mountId))
          .map(path -> "process %d (%s) has %s open".formatted(pid, name(process), path));
    } catch (NoProcessException e) {
      return Optional.empty();
    } catch (IOException e) {
      // Of somebody else, or just ended.
      return Optional.empty();
    }
  }

  private static String name(ContainerProcess process) {
    try (Fd comm = process.open("comm")) {
      String name = new String(Read.all(comm, 4096), StandardCharsets.ISO_8859_1);
      return Printable.of(name.stripTrailing(), LONGEST_NAME);
    } catch (IOException e) {
      return "?";
    }
  }
}
