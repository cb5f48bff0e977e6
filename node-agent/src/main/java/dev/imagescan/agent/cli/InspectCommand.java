package dev.imagescan.agent.cli;

import dev.imagescan.agent.archive.Archive;
import dev.imagescan.agent.host.Host;
import dev.imagescan.agent.inspect.HostContent;
import dev.imagescan.agent.inspect.RootContent;
import dev.imagescan.agent.inspect.RootInspector;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.report.Format;
import dev.imagescan.agent.report.InspectionReport;
import dev.imagescan.agent.report.Subject;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.text.Printable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code imagescan inspect}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the packages of a running container, an image, a directory or this machine, with their"
          + " licences, and says what separates a container from its host.",
      "",
      "Reads the databases of package managers, the packages of languages, what programs say of"
          + " themselves, and licence texts. Runs nothing of the container, mounts nothing, and"
          + " enters no other mount.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was read",
      "1:nothing could be read; the standard error says why",
      "2:the arguments make no sense",
      "3:the report is there, but something could not be read; the report says what"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  imagescan inspect --pid $(pgrep -o nginx)",
      "  imagescan inspect --pid 4711 -o json | jq -r '.packages[] | .purl'",
      "  imagescan inspect --root /mnt/image -o cyclonedx-json > bom.json",
      "  imagescan inspect --node",
      "  docker save -o app.tar app:1.0 && imagescan inspect --image app.tar",
      "",
      "A process of another user needs root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH."
    })
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Target target;

  private static final class Target {
    @Option(
        names = "--pid",
        paramLabel = "N",
        description = "A process: reads the file system that it sees, and how it is held.")
    private Integer pid;

    @Option(
        names = "--root",
        paramLabel = "DIR",
        description = "A directory: reads it as the root of a file system.")
    private Path root;

    @Option(
        names = "--node",
        description =
            "This machine itself: its packages without those of images and containers, its kernel,"
                + " mounts, and what runs containers on it.")
    private boolean node;

    @Option(
        names = "--image",
        paramLabel = "FILE",
        description = {
          "An image that 'docker save' or 'podman save' wrote, compressed or not, or a directory in"
              + " OCI's layout. Compressed layers need room in TMPDIR, or else in /var/tmp."
        })
    private Path image;
  }

  @Option(
      names = "--ref",
      paramLabel = "NAME",
      description = "Which image of FILE, when it holds several: its name and tag.")
  private String reference;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = Choices.Formats.class,
      description =
          "table (for people, the default), json, cyclonedx-json, spdx-json, or html (one page).")
  private Format format;

  private final Output output;
  private final PrintStream errors;
  private final Targets targets;
  private final Progress progress;
  private final InstantSource clock;

  InspectCommand(
      Output output, PrintStream errors, Targets targets, Progress progress, InstantSource clock) {
    this.output = output;
    this.errors = errors;
    this.targets = targets;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public Integer call() throws Failure, IOException {
    if (reference != null && target.image == null) {
      throw new ParameterException(spec.commandLine(), "--ref needs --image");
    }
    Optional<HostContent> machine = target.node ? Optional.of(machine()) : Optional.empty();
    RootContent content = machine.isPresent() ? machine.get().root() : content();
    Subject subject = subject();
    if (isAllDenied(content)) {
      throw new Failure(
          "permission denied for all files of "
              + subject
              + "; run as root, or with CAP_DAC_READ_SEARCH");
    }
    machine
        .map(found -> InspectionReport.of(found, clock.instant()))
        .orElseGet(() -> new InspectionReport(subject, content, clock.instant()))
        .with(target.pid == null ? Optional.empty() : targets.containment(target.pid))
        .write(format, new BufferedOutputStream(output));
    return incomplete(content.catalogue()) ? ExitCode.INCOMPLETE : ExitCode.DONE;
  }

  private Subject subject() {
    if (target.image != null) {
      return new Subject.Archive(target.image.toString());
    }
    if (target.node) {
      return new Subject.Node();
    }
    return target.pid == null
        ? new Subject.Directory(target.root.toString())
        : new Subject.OfProcess(target.pid);
  }

  private HostContent machine() throws Failure {
    Budget budget = new Budget(Host.FOR_THE_REST);
    return progress.during(budget, () -> targets.machine(budget));
  }

  private RootContent content() throws Failure {
    if (target.image != null) {
      Budget opening = Archive.budget();
      return progress.during(opening, () -> ofImage(opening));
    }
    Budget budget = new Budget(Budget.Limits.DEFAULT);
    return progress.during(
        budget,
        () ->
            target.pid == null
                ? targets.below(target.root, budget, RootInspector::inspect)
                : targets.inProcess(target.pid, budget, RootInspector::inspect));
  }

  private RootContent ofImage(Budget opening) throws Failure {
    return new ImageFile(target.image, Optional.ofNullable(reference))
        .with(opening, Budget.Limits.DEFAULT, RootInspector::inspect);
  }

  private static boolean isAllDenied(RootContent content) {
    Catalogue catalogue = content.catalogue();
    return content.distribution().isEmpty()
        && catalogue.packages().isEmpty()
        && !catalogue.problems().isEmpty()
        && catalogue.problems().stream().allMatch(p -> p.why() == Unreadable.DENIED);
  }

  private boolean incomplete(Catalogue catalogue) {
    List<Catalogue.Problem> problems = catalogue.problems();
    if (problems.isEmpty() && !catalogue.truncated()) {
      return false;
    }
    errors.println(
        "imagescan: the report is incomplete: "
            + (problems.isEmpty() ? "a bound was reached" : described(problems)));
    return true;
  }

  private static String described(List<Catalogue.Problem> problems) {
    Catalogue.Problem first = problems.getFirst();
    String others = problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more";
    return Printable.of(first.path()) + ": " + first.why().sentence() + others;
  }
}
