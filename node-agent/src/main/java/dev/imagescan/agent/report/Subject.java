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

  /** This machine itself. */
  record Node() implements Subject {
    @Override
    public String toString() {
      return "this node";
    }
  }

  /** A directory, as the user named it. */
  record Directory(String path) implements Subject {
    @Override
    public String toString() {
      return path;
    }
  }

  /** An image's archive, as the user named the file. */
  record Archive(String path) implements Subject {
    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * An image of the cluster.
   *
   * @param name as pods name it
   * @param digest as the runtime gives it
   */
  record Image(String name, String digest) implements Subject {
    @Override
    public String toString() {
      return name + " (" + digest + ")";
    }
  }
}
