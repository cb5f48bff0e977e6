package dev.imagescan.agent.cli;

import dev.imagescan.agent.node.AgentMain;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code imagescan agent}: the DaemonSet's way to run. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    description = {
      "Does what this node's NodeScan asks for, until it is stopped.",
      "",
      "This is what the operator's DaemonSet runs. It needs the host's PID namespace, the"
          + " capabilities SYS_PTRACE and DAC_READ_SEARCH (to mount also SYS_ADMIN, SYS_CHROOT,"
          + " SETUID and SETGID), and a service account's token. The"
          + " environment names the node (NODE_NAME), the operator's namespace (POD_NAMESPACE), and"
          + " perhaps another port than 8081 for metrics and health (HTTP_PORT).",
      ""
    })
final class AgentCommand implements Callable<Integer> {

  @Override
  public Integer call() throws Failure, IOException {
    try {
      AgentMain.run(System.getenv());
    } catch (IllegalArgumentException e) {
      throw new Failure(e.getMessage());
    }
    return ExitCode.DONE;
  }
}
