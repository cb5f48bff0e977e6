package dev.imagescan.agent.cli;

import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.report.MountReport;
import dev.imagescan.agent.report.Subject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code imagescan mounts}. */
@Command(
    name = "mounts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists what is mounted where in a running container, with propagation and options.",
      "",
      "A later line covers an earlier one with the same mount point.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all was read",
      "1:nothing could be read; the standard error says why",
      "2:the arguments make no sense",
      "3:the table is longer than what is shown"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  imagescan mounts --pid $(pgrep -o nginx)",
      "  imagescan mounts --pid 4711 -o json | jq -r '.mounts[] | .mountPoint'",
      "",
      "Any process that /proc shows will do; no privilege is needed."
    })
final class MountsCommand implements Callable<Integer> {

  @Option(
      names = "--pid",
      paramLabel = "N",
      required = true,
      description = "A process: shows the mounts that it sees.")
  private int pid;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = Choices.Forms.class,
      description = "table (for people, the default) or json.")
  private MountReport.Form form;

  private final Output output;
  private final Targets targets;

  MountsCommand(Output output, Targets targets) {
    this.output = output;
    this.targets = targets;
  }

  @Override
  public Integer call() throws Failure, IOException {
    MountTable table = targets.mounts(pid);
    new MountReport(new Subject.OfProcess(pid), table)
        .write(form, new BufferedOutputStream(output));
    return table.truncated() ? ExitCode.INCOMPLETE : ExitCode.DONE;
  }
}
