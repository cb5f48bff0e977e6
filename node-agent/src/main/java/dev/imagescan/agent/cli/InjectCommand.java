package dev.imagescan.agent.cli;

import dev.imagescan.agent.inject.Detached;
import dev.imagescan.agent.inject.InjectionException;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.inject.Placement;
import dev.imagescan.agent.inject.Sight;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code imagescan inject}. */
@Command(
    name = "inject",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Mounts a directory or file into a running container, without restarting it.",
      "",
      "What is mounted is a clone: mounts below it come along, later ones do not. It stays until"
          + " 'imagescan eject', or until the container ends.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is mounted",
      "1:it is not mounted; the standard error says why",
      "2:the arguments make no sense"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  imagescan inject --from-path /opt/tools --pid 4711 --path /toolbox --read-only",
      "  imagescan inject --from-pid 815 --from-path /var/log/app --pid 4711 --path /peer-logs",
      "  podman unshare imagescan inject --from-path /opt/tools --pid 4711 --path /toolbox",
      "  imagescan eject --pid 4711 --path /toolbox",
      "",
      "Needs root, or the capabilities SYS_ADMIN, SYS_CHROOT, SYS_PTRACE, SETUID, SETGID and"
          + " DAC_READ_SEARCH; for containers of rootless Podman 'podman unshare' is enough."
    })
final class InjectCommand implements Callable<Integer> {

  @Option(
      names = "--from-pid",
      paramLabel = "N",
      description = "The process that sees what is to be mounted; this one when left out.")
  private Integer fromPid;

  @Option(
      names = "--from-path",
      paramLabel = "PATH",
      required = true,
      description =
          "The directory or file, as that process sees it; without --from-pid also relative.")
  private String fromPath;

  @Option(
      names = "--pid",
      paramLabel = "N",
      required = true,
      description = "Any process of the container that is to get it.")
  private int pid;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      required = true,
      converter = AbsolutePath.OfMountPoint.class,
      description = "Where it is to be, as that container sees it; made if it is missing.")
  private String path;

  @Option(names = "--read-only", description = "The container may only read it.")
  private boolean readOnly;

  @Option(
      names = "--idmap",
      description =
          "For a container in a user namespace of its own: owners are mapped to it, so that the"
              + " container's root owns what is root's. Without it owners are as this machine has"
              + " them.")
  private boolean idmap;

  @Option(
      names = "--no-make",
      description = "Fail when the mount point is missing, rather than make it.")
  private boolean noMake;

  @Spec private CommandSpec spec;

  private final PrintStream errors;
  private final Targets targets;
  private final MountRecords.Place place;
  private MountRecords records;

  InjectCommand(PrintStream errors, Targets targets, MountRecords.Place place) {
    this.errors = errors;
    this.targets = targets;
    this.place = place;
  }

  @Override
  public Integer call() throws Failure, IOException {
    requireSensible();
    records = place.open();
    Source source = Source.of(Optional.ofNullable(fromPid), fromPath);
    PlacedMount placed =
        targets.inProcesses(
            source.pid(), pid, (processes, from, to) -> mount(processes, from, source.path(), to));
    errors.printf(
        "mounted %s at %s of process %d%s%s%n",
        source, path, pid, readOnly ? ", read-only" : "", idmap ? owners(placed) : "");
    return ExitCode.DONE;
  }

  private void requireSensible() {
    if (fromPid != null) {
      try {
        new AbsolutePath().convert(fromPath);
      } catch (TypeConversionException e) {
        throw new ParameterException(
            spec.commandLine(),
            "Invalid value for option '--from-path' with '--from-pid': " + e.getMessage());
      }
    }
  }

  private static String owners(PlacedMount placed) {
    if (placed.idmapped() == null) {
      return ", with owners as they are: the container has no user namespace of its own";
    }
    return placed.idmapped()
        ? ", with owners mapped"
        : ", with owners as they are: its file system cannot map them";
  }

  private PlacedMount mount(
      Processes processes, ContainerProcess from, String source, ContainerProcess to)
      throws IOException, Failure {
    // Whoever does not want owners mapped wants what a share within a pod gets.
    Placement placement = new Placement(path, readOnly, !noMake, !idmap);
    try (Injector injector = new Injector(processes)) {
      injector.warmUp();
      requireFree(injector, to);
      try (Detached detached = injector.detach(from, source, to, placement)) {
        records.put(path, detached.expected());
        return placed(injector, detached, to, placement);
      }
    }
  }

  private void requireFree(Injector injector, ContainerProcess to) throws IOException, Failure {
    Optional<PlacedMount> before = records.get(to, path);
    if (before.isPresent()
        && (injector.find(to, path, before.get()).isPresent()
            || !(injector.look(to, path, before.get()) instanceof Sight.Gone))) {
      throw new Failure(
          "there is a mount of ours at %s already; take it away first: imagescan eject --pid %d --path %s"
              .formatted(path, pid, path));
    }
  }

  private PlacedMount placed(
      Injector injector, Detached detached, ContainerProcess to, Placement placement)
      throws IOException {
    try {
      PlacedMount placed = injector.place(detached, to, placement);
      records.put(path, placed);
      return placed;
    } catch (InjectionException e) {
      records.remove(to, path);
      throw e;
    }
  }
}
