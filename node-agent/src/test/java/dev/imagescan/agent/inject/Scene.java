package dev.imagescan.agent.inject;

import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.api.v1alpha1.PlacedMount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Containers with a shell in them, and an injector that mounts between them. All of it ends with
 * the scene, which then requires that this machine's own mounts are as they were.
 */
final class Scene implements AutoCloseable {

  /** The root of user namespaces here. */
  static final int ROOT_OF_NAMESPACE = 100_000;

  private static final List<String> COMMANDS =
      List.of(
          "cat", "chmod", "id", "ln", "ls", "mkdir", "mount", "mv", "rm", "rmdir", "sh", "sleep",
          "stat", "touch", "umount");

  private final Path directory;
  private final Processes processes = Processes.ofHost();
  private final Injector injector;
  private final Deque<Closeable> opened = new ArrayDeque<>();
  private final String mountsBefore = mounts();

  Scene(Path directory) throws IOException {
    this(directory, new ProcessOfNode(1));
  }

  /** A process in whose mount namespace image volumes are mounted. */
  record ProcessOfNode(int pid) {}

  Scene(Path directory, ProcessOfNode node) throws IOException {
    this.directory = directory;
    // The temporary directory is closed to other users, which those of user namespaces are.
    TestImage.run("chmod", "755", directory.toString());
    this.injector = new Injector(processes, node.pid());
    injector.warmUp();
  }

  Injector injector() {
    return injector;
  }

  /** One more directory to be a root file system, with a shell, that belongs to a user. */
  Path root(int owner) throws IOException {
    Path root = Files.createTempDirectory(directory, "root");
    for (String name : List.of("proc", "tmp", "data", "volume")) {
      Files.createDirectory(root.resolve(name));
    }
    Files.copy(Path.of("/usr/bin/busybox"), root.resolve("busybox"));
    Path bin = Files.createDirectory(root.resolve("bin"));
    for (String name : COMMANDS) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("/busybox"));
    }
    TestImage.run("chown", "-R", owner + ":" + owner, root.toString());
    return root;
  }

  /** A container on a root file system of its own. */
  Container plain() throws IOException {
    return start(TestContainer.on(root(0)));
  }

  /** One in a user namespace, whose root owns its files. */
  Container inUserNamespace() throws IOException {
    return start(TestContainer.on(root(ROOT_OF_NAMESPACE)).inUserNamespace());
  }

  /** A container with a file system in memory at /volume, on which there is a file. */
  Container source() throws IOException {
    Container source = start(TestContainer.on(root(0)).tmpfs("/volume"));
    source.sh("echo content > /volume/file; chmod 600 /volume/file");
    return source;
  }

  /** Any other container. */
  Container start(TestContainer.Builder builder) throws IOException {
    TestContainer container = builder.start();
    opened.push(container::close);
    ContainerProcess process = processes.open(container.pid());
    opened.push(process::close);
    return new Container(container, process);
  }

  /** A running container. */
  final class Container {
    private final TestContainer container;
    private final int pid;
    private final ContainerProcess process;

    private Container(TestContainer container, ContainerProcess process) {
      this.container = container;
      this.pid = container.pid();
      this.process = process;
    }

    int pid() {
      return pid;
    }

    ContainerProcess process() {
      return process;
    }

    /** Ends it. */
    void end() throws IOException {
      container.close();
    }

    /** Runs a shell script in it, as its root, to its end; what it said, and its status if bad. */
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

    /** Starts a shell script in it; it is killed with the scene. */
    Process start(String script) throws IOException {
      List<String> command = new ArrayList<>(List.of("nsenter", "-t", "" + pid, "-m", "-r", "-w"));
      if (!process.sharesOurUserNamespace()) {
        command.add("-U");
      }
      command.addAll(List.of("/busybox", "sh", "-c", "PATH=/bin; " + script));
      Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
      opened.push(shell::destroyForcibly);
      return shell;
    }

    /** The mount table as the kernel shows it. */
    List<String> mounts() throws IOException {
      return Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"), StandardCharsets.UTF_8);
    }

    /** Mounts there what another one has. */
    PlacedMount inject(Container source, String path, Placement placement)
        throws InjectionException {
      try (Detached detached = injector.detach(source.process, path, process, placement)) {
        return injector.place(detached, process, placement);
      }
    }

    Sight look(String mountPath, PlacedMount placed) throws InjectionException {
      return injector.look(process, mountPath, placed);
    }

    void remove(String mountPath, PlacedMount placed) throws InjectionException {
      injector.remove(process, mountPath, placed);
    }
  }

  private static String mounts() throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : opened) {
      one.close();
    }
    injector.close();
    processes.close();
    if (!mounts().equals(mountsBefore)) {
      throw new AssertionError("the machine's own mounts have changed: " + mounts());
    }
  }
}
