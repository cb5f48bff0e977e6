package dev.imagescan.agent.cli;

/** The exit codes of every command. They are part of the command line's interface. */
final class ExitCode {

  /** All was done. */
  static final int DONE = 0;

  /** Nothing could be done, and the standard error says why. */
  static final int FAILED = 1;

  /** The arguments make no sense. */
  static final int USAGE = 2;

  /** The report was written, but something could not be read; the report says what. */
  static final int INCOMPLETE = 3;

  /** Whoever reads the output has stopped; what a shell reports of other programs then. */
  static final int NOBODY_READS = 128 + 13;

  private ExitCode() {}
}
