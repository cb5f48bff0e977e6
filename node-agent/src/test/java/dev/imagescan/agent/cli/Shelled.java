package dev.imagescan.agent.cli;

import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** A running container with a shell, as a person at the command line has one before them. */
final class Shelled implements AutoCloseable {

  private static final int ROOT_OF_NAMESPACE = 100_000;
  private static final List<String> COMMANDS =
      List.of("cat", "ln", "mkdir", "mount", "sh", "sleep", "stat", "test", "touch", "umount");

  private final TestContainer container;
  private final boolean ownUserNamespace;
  private final Deque<Process> started = new ArrayDeque<>();

  private Shelled(TestContainer container, boolean ownUserNamespace) {
    this.container = container;
    this.ownUserNamespace = ownUserNamespace;
  }

  /** What a command has said, and how it has ended. */
  record Said(int code, String out, String errors) {

    /** Runs a command whose notes are kept in a directory. */
    static Said by(Path records, String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      int code =
          new CommandLineInterface(out, new PrintStream(errors), () -> new MountRecords(records))
              .run(arguments);
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }
  }

  static Shelled plain(Path directory) throws IOException {
    return start(directory, 0, builder -> builder);
  }

  static Shelled inUserNamespace(Path directory) throws IOException {
    return start(directory, ROOT_OF_NAMESPACE, TestContainer.Builder::inUserNamespace);
  }

  /** Starts one, on a root file system of its own. */
  static Shelled start(Path directory, int owner, UnaryOperator<TestContainer.Builder> more)
      throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    TestImage.run("chmod", "755", root.toString());
    for (String name : List.of("proc", "tmp", "data", "volume")) {
      Files.createDirectory(root.resolve(name));
    }
    Files.copy(Path.of("/usr/bin/busybox"), root.resolve("busybox"));
    Path bin = Files.createDirectory(root.resolve("bin"));
    for (String name : COMMANDS) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("/busybox"));
    }
    TestImage.run("chown", "-R", owner + ":" + owner, root.toString());
    return new Shelled(more.apply(TestContainer.on(root)).start(), owner != 0);
  }

  int pid() {
    return container.pid();
  }

  /** Runs a script to its end; what it said, and its status if bad. */
  String sh(String script) throws IOException {
    Process shell = start(script);
    try {
      String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = shell.waitFor();
      return status == 0 ? said.strip() : said + "status " + status;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Starts a script, which is killed with the container. */
  Process start(String script) throws IOException {
    List<String> command = new ArrayList<>(List.of("nsenter", "-t", "" + pid(), "-m", "-r", "-w"));
    if (ownUserNamespace) {
      command.add("-U");
    }
    command.addAll(List.of("/busybox", "sh", "-c", "PATH=/bin; " + script));
    Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
    started.push(shell);
    return shell;
  }

  /** The mount table as the kernel shows it. */
  List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid() + "/mountinfo"));
  }

  @Override
  public void close() throws IOException {
    started.forEach(Process::destroyForcibly);
    container.close();
  }
}
