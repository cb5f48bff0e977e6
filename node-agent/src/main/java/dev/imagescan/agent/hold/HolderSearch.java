package dev.imagescan.agent.hold;

import dev.imagescan.agent.linux.Directory;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Read;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerId;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One search among all processes in a container's control group, whatever mount namespaces they and
 * their threads have gone to. It is bounded in number and in time; where that is not enough the
 * answer is that it could not be told, which counts as being held.
 */
final class HolderSearch {

  private static final Duration LONGEST = Duration.ofSeconds(4);
  private static final int MOST_TASKS = 8192;
  private static final int LONGEST_NAME = 32;

  /** What is looked for. */
  interface Check {

    /**
     * Looks at one process.
     *
     * @param tables mount tables of its threads that were not seen before in this search
     * @return why and what it holds, without a subject
     */
    Optional<Mounter.Obstacle> of(ContainerProcess process, List<MountTable> tables)
        throws IOException;
  }

  private record View(long namespace, Stat.Device rootDevice, long rootInode) {}

  private final Processes processes;
  private final PlannedMount planned;
  private final Set<View> seen = new HashSet<>();
  private final long end = System.nanoTime() + LONGEST.toNanos();
  private int tasks;

  HolderSearch(Processes processes, PlannedMount planned) {
    this.processes = processes;
    this.planned = planned;
  }

  /** Returns the first that holds something. */
  Optional<Mounter.Obstacle> run(Check check) throws IOException {
    List<Mounter.Obstacle> found = new ArrayList<>();
    processes.each(
        planned.podUID(),
        ContainerId.parse(planned.containerID()),
        process -> {
          found.addAll(look(check, process).stream().toList());
          return found.isEmpty() && mayGoOn();
        });
    if (found.isEmpty() && !mayGoOn()) {
      return Optional.of(
          new Mounter.Obstacle(
              "TooManyProcesses",
              "container "
                  + planned.container()
                  + " has too many processes or threads to see whether one holds the volume"));
    }
    return found.stream().findFirst();
  }

  private boolean mayGoOn() {
    return tasks < MOST_TASKS && System.nanoTime() < end;
  }

  private Optional<Mounter.Obstacle> look(Check check, ContainerProcess process) {
    try {
      return check.of(process, tables(process)).map(held -> named(held, process));
    } catch (IOException e) {
      // It has ended, and holds nothing any more.
      return Optional.empty();
    }
  }

  private List<MountTable> tables(ContainerProcess process) throws IOException {
    List<MountTable> tables = new ArrayList<>();
    try (Fd directory = process.open(process.tasks())) {
      for (List<Directory.Entry> entries = Directory.next(directory);
          entries != null && mayGoOn();
          entries = Directory.next(directory)) {
        for (Directory.Entry task : entries) {
          tasks++;
          table(process, process.tasks() + "/" + task.name() + "/").ifPresent(tables::add);
        }
      }
    }
    return tables;
  }

  private Optional<MountTable> table(ContainerProcess process, String task) {
    try (Fd namespace = process.open(task + "ns/mnt");
        Fd root = process.locate(task + "root")) {
      Stat at = Stat.of(root);
      if (!seen.add(new View(Stat.of(namespace).inode(), at.device(), at.inode()))) {
        return Optional.empty();
      }
      try (Fd table = process.open(task + "mountinfo")) {
        return Optional.of(MountTable.read(table));
      }
    } catch (IOException e) {
      // The thread has ended.
      return Optional.empty();
    }
  }

  private Mounter.Obstacle named(Mounter.Obstacle held, ContainerProcess process) {
    return new Mounter.Obstacle(
        held.reason(),
        "process %s (%d on the node) of container %s %s"
            .formatted(name(process), process.pid(), planned.container(), held.message()));
  }

  /** Its own choice, and hence made printable. */
  private static String name(ContainerProcess process) {
    try (Fd comm = process.open("comm")) {
      String name = new String(Read.all(comm, 4096), StandardCharsets.ISO_8859_1);
      return Printable.of(name.stripTrailing(), LONGEST_NAME);
    } catch (IOException e) {
      return "?";
    }
  }
}
