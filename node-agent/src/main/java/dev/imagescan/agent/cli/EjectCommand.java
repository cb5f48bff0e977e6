package dev.imagescan.agent.cli;

import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Reason;
import dev.imagescan.agent.inject.Sight;
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
      converter = AbsolutePath.OfMountPoint.class,
      description = "Where it is, as given to inject.")
  private String path;

  private final PrintStream errors;
  private final Targets targets;
  private final MountRecords.Place place;
  private MountRecords records;

  EjectCommand(PrintStream errors, Targets targets, MountRecords.Place place) {
    this.errors = errors;
    this.targets = targets;
    this.place = place;
  }

  @Override
  public Integer call() throws Failure, IOException {
    records = place.open();
    String done = targets.inProcesses(pid, pid, (processes, target, _) -> eject(processes, target));
    errors.println(done);
    return ExitCode.DONE;
  }

  private String eject(Processes processes, ContainerProcess target) throws IOException, Failure {
    PlacedMount noted =
        records
            .get(target, path)
            .orElseThrow(
                () ->
                    new Failure(
                        "nothing of ours is known at %s of process %d; see 'imagescan mounts --pid %d'"
                            .formatted(path, pid, pid)));
    try (Injector injector = new Injector(processes)) {
      injector.warmUp();
      PlacedMount ours = injector.find(target, path, noted).orElse(noted);
      String done = eject(injector, target, ours);
      records.remove(target, path);
      return done;
    } catch (InjectionException e) {
      if (e.why() == Reason.BUSY) {
        throw busy(processes, target, noted);
      }
      throw e;
    }
  }

  private Failure busy(Processes processes, ContainerProcess target, PlacedMount noted)
      throws IOException {
    return new Failure(
        "%s of process %d is in use and stays: %s"
            .formatted(path, pid, new MountHolder(processes).of(target, noted)));
  }

  private String eject(Injector injector, ContainerProcess target, PlacedMount ours)
      throws IOException, Failure {
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
}
