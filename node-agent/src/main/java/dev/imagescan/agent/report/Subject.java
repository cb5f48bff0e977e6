package dev.imagescan.agent.report;

/** What was inspected. */
public sealed interface Subject {

  /** The file system that a process sees. */
  record OfProcess(int pid) implements Subject {
    @Override
    public String toString() {
      return "process " + pid;
    }
  }

  /** A directory, as the user named it. */
  record Directory(String path) implements Subject {
    @Override
    public String toString() {
      return path;
    }
  }
}
