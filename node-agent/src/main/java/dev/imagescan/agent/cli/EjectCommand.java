package dev.imagescan.agent.cli;

import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Sight;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code imagescan eject}. */
@Command(
    name = "eject",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes away again what 'imagescan inject' has mounted, and the directories made for it.",
      "",
      "Only a mount that this command line has made is ever unmounted, and never under a program"
          + " that has a file of it open.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is gone",
      "1:it is not; the standard error says why",
      "2:the arguments make no sense"
    },
    footerHeading = "%nExample:%n",
    footer = "  imagescan eject --pid 4711 --path /toolbox")
final class EjectCommand implements Callable<Integer> {

  @Option(
      names = "--pid",
      paramLabel = "N",
      required = true,
      description = "Any process of the container that has it.")
  private int pid;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      required = true,
      converter = MountPoint.class,
      description = "Where it is, as given to inject.")
  private String path;

  private final PrintStream errors;
  private final Targets targets;

  EjectCommand(PrintStream errors, Targets targets) {
    this.errors = errors;
    this.targets = targets;
  }

  @Override
  public Integer call() throws Failure, IOException {
    MountRecords records = MountRecords.ofUser(System.getenv());
    String done =
        targets.inProcesses(pid, pid, (processes, target, _) -> eject(processes, target, records));
    errors.println(done);
    return ExitCode.DONE;
  }

  private String eject(Processes processes, ContainerProcess target, MountRecords records)
      throws IOException, Failure {
    long namespace = namespace(target);
    PlacedMount noted =
        records
            .get(namespace, path)
            .orElseThrow(
                () ->
                    new Failure(
                        "nothing of ours is known at %s of process %d; see 'imagescan mounts --pid %d'"
                            .formatted(path, pid, pid)));
    try (Injector injector = new Injector(processes)) {
      injector.warmUp();
      String done = eject(injector, target, noted);
      records.remove(namespace, path);
      return done;
    }
  }

  private String eject(Injector injector, ContainerProcess target, PlacedMount noted)
      throws IOException, Failure {
    PlacedMount ours = injector.find(target, path, noted).orElse(noted);
    return switch (injector.look(target, path, ours)) {
      case Sight.OnTop _ -> {
        injector.remove(target, path, ours);
        yield "unmounted " + path + " of process " + pid;
      }
      case Sight.Gone _ -> {
        injector.remove(target, path, ours);
        yield path + " was not mounted any more";
      }
      case Sight.Covered _ ->
          throw new Failure(
              "the container has mounted something else over %s; unmount that first"
                  .formatted(path));
    };
  }

  private static long namespace(ContainerProcess process) throws IOException {
    try (Fd namespace = process.namespace("mnt")) {
      return Stat.of(namespace).inode();
    }
  }
}
