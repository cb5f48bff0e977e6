package dev.imagescan.agent;

import dev.imagescan.agent.cli.CommandLineInterface;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The program: the command line, and with the command {@code agent} the node's agent. */
public final class Main {

  private Main() {}

  /** Does what the arguments say and exits with the command's exit code. */
  public static void main(String[] args) {
    // System.out hides that nobody reads any more.
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    System.exit(new CommandLineInterface(out, System.err).run(args));
  }
}
