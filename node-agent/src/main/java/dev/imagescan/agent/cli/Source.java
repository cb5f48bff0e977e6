package dev.imagescan.agent.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is to be mounted.
 *
 * @param pid the process that sees it
 * @param path absolute, as that process sees it
 * @param isOurs whether that process is this one
 */
record Source(int pid, String path, boolean isOurs) {

  /**
   * Reads the options.
   *
   * @throws Failure when this process has no such file
   */
  static Source of(Optional<Integer> pid, String path) throws Failure, IOException {
    if (pid.isPresent()) {
      return new Source(pid.get(), path, false);
    }
    try {
      String real = Path.of(path).toRealPath().toString();
      return new Source((int) ProcessHandle.current().pid(), real, true);
    } catch (NoSuchFileException e) {
      throw new Failure(
          "there is no " + path + " here; for what a container has, name one with --from-pid");
    }
  }

  @Override
  public String toString() {
    return isOurs ? path : path + " of process " + pid;
  }
}
