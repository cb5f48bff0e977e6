package dev.imagescan.agent.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Podman with a store of its own in a test's directory. It works in the mount namespace of a test's
 * node, and what it mounts ends with that.
 */
public final class Podman {

  private final TestContainer node;
  private final Path directory;

  /** Its store is below the directory. */
  public Podman(TestContainer node, Path directory) {
    this.node = node;
    this.directory = directory;
  }

  /** Whether there is one on this machine. */
  public static boolean isThere() {
    try {
      return new ProcessBuilder("podman", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes in an image archive. */
  public void load(Path archive) throws IOException {
    run("load", "--quiet", "--input", archive.toString());
  }

  /** Writes an image to a file, in a form that Podman knows. */
  public void save(String image, String format, Path file) throws IOException {
    run("save", "--quiet", "--format", format, "--output", file.toString(), image);
  }

  /** Makes a container of an image and mounts its root file system; where that is. */
  public Path mount(String image) throws IOException {
    String container = run("create", "--network", "none", image).strip();
    return Path.of(run("mount", container).strip());
  }

  /** Runs a command to its end, and returns what it says. */
  public String run(String... command) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--mount",
                "--target",
                "" + node.pid(),
                "podman",
                "--root",
                directory.resolve("root").toString(),
                "--runroot",
                directory.resolve("run").toString(),
                "--tmpdir",
                directory.resolve("tmp").toString(),
                "--storage-driver",
                "overlay",
                "--cgroup-manager",
                "cgroupfs",
                "--events-backend",
                "none"));
    arguments.addAll(List.of(command));
    Process process =
        new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("podman " + String.join(" ", command) + " failed: " + output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }
}
