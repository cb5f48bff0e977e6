package dev.imagescan.agent.cli;

import dev.imagescan.agent.report.ProductVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The whole command line. One thread may use it. */
@Command(
    name = "imagescan",
    versionProvider = CommandLineInterface.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Tells what is installed and mounted in a running container, from outside, and mounts into it.",
    subcommands = {
      InspectCommand.class,
      MountsCommand.class,
      InjectCommand.class,
      EjectCommand.class,
      ReportCommand.class,
      AgentCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  imagescan inspect --pid 4711             the packages that process 4711 sees",
      "  imagescan inspect --root /mnt -o json    those of a directory, for programs",
      "  imagescan inspect --node                 those of this machine itself, and what it is",
      "  imagescan mounts --pid 4711              its mount table",
      "  imagescan inject --from-path /opt/tools --pid 4711 --path /toolbox   give it a directory",
      "  imagescan report imagescan/checkout      what a scan of the cluster found",
      "",
      "'imagescan COMMAND --help' tells more of each command."
    })
public final class CommandLineInterface implements Runnable {

  @Spec private CommandSpec spec;

  private final Output output;
  private final PrintStream errors;
  private final MountRecords.Place records;

  /** Writes reports to the one and everything else to the other. */
  public CommandLineInterface(OutputStream out, PrintStream errors) {
    this(out, errors, MountRecords::ofThisProcess);
  }

  CommandLineInterface(OutputStream out, PrintStream errors, MountRecords.Place records) {
    this.output = new Output(out);
    this.errors = errors;
    this.records = records;
  }

  /** Does what the arguments say and returns the exit code. */
  public int run(String... args) {
    CommandLine command = new CommandLine(this, new Commands(output, errors, records));
    command.setOut(new PrintWriter(output, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(errors, true));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpAutoWidth(true);
    command.setParameterExceptionHandler((e, _) -> usage(e));
    command.setExecutionExceptionHandler((e, _, _) -> failure(e));
    return command.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? inspect, mounts, inject, eject, report or agent");
  }

  private int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("imagescan: " + oneLine(e.getMessage()).replaceFirst("^Error: ", ""));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private int failure(Exception e) throws Exception {
    if (e instanceof Output.NobodyReadsException) {
      return ExitCode.NOBODY_READS;
    }
    if (e instanceof Failure || e instanceof IOException) {
      errors.println("imagescan: " + oneLine(e.getMessage()));
      return ExitCode.FAILED;
    }
    throw e;
  }

  private static String oneLine(String message) {
    return message == null ? "failed" : message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }

  /** The version for {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"imagescan " + ProductVersion.TEXT};
    }
  }
}
