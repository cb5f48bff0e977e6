package dev.imagescan.agent.cli;

import dev.imagescan.agent.process.Processes;
import java.io.PrintStream;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives the commands what they work with. */
record Commands(Output output, PrintStream errors, MountRecords.Place records) implements IFactory {

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Object command = null;
    if (type == InspectCommand.class) {
      Progress progress = new Progress(errors, Progress.isTerminal());
      command =
          new InspectCommand(
              output, errors, new Targets(Processes::ofHost), progress, InstantSource.system());
    } else if (type == MountsCommand.class) {
      command = new MountsCommand(output, new Targets(Processes::ofHost));
    } else if (type == InjectCommand.class) {
      command = new InjectCommand(errors, new Targets(Processes::ofHost), records);
    } else if (type == EjectCommand.class) {
      command = new EjectCommand(errors, new Targets(Processes::ofHost), records);
    } else if (type == ReportCommand.class) {
      command = new ReportCommand(output, errors);
    }
    return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command);
  }
}
