package dev.imagescan.agent.cli;

import dev.imagescan.agent.Main;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ordinary user with subordinate IDs, whom only one mount namespace knows, and this user's own
 * Podman and command line.
 */
final class RootlessUser implements AutoCloseable {

  private static final String ID = "54321";

  /** The layers of a store that this user makes without Podman. */
  private static final String BASE = "b".repeat(64);

  private static final String TOP = "a".repeat(64);
  private static final List<String> COMMANDS =
      List.of(
          "cat", "chmod", "chown", "ln", "mkdir", "mkfifo", "mount", "mv", "rm", "sh", "stat",
          "test");

  private final Path home;
  private final TestContainer node;
  private final List<String> containers = new ArrayList<>();
  private final List<String> storage;
  private final boolean fromImage;
  private String mounted = "";

  RootlessUser(Path home) throws IOException {
    this(home, List.of("--storage-driver=overlay"), false);
  }

  /** With other options of Podman's for where it keeps images and containers. */
  RootlessUser(Path home, List<String> storage) throws IOException {
    this(home, storage, false);
  }

  /** One whose containers have root file systems of fuse-overlayfs. */
  static RootlessUser withFuseOverlays(Path home) throws IOException {
    return new RootlessUser(
        home,
        List.of(
            "--storage-driver=overlay",
            "--root=" + home.resolve("storage"),
            "--storage-opt=overlay.mount_program=/usr/bin/fuse-overlayfs"),
        true);
  }

  private RootlessUser(Path home, List<String> storage, boolean fromImage) throws IOException {
    this.home = Files.createDirectories(home);
    this.storage = storage;
    this.fromImage = fromImage;
    TestImage.run("chmod", "755", home.getParent().toString());
    write(
        "passwd",
        "root:x:0:0::/root:/bin/sh\nrootless:x:%s:%s::%s:/bin/sh\n".formatted(ID, ID, home));
    write("group", "root:x:0:\nrootless:x:%s:\n".formatted(ID));
    write("subids", "rootless:1000000:65536\n");
    classes();
    root();
    Files.createDirectories(home.resolve("run"));
    // Every user may open it where udev has made it.
    TestImage.run("mknod", "-m", "666", home.resolve("fuse").toString(), "c", "10", "229");
    TestImage.run("chown", "-R", ID + ":" + ID, home.toString());
    TestImage.run("chmod", "700", home.resolve("run").toString());
    this.node =
        TestContainer.node()
            .bind(home.resolve("passwd"), "/etc/passwd")
            .bind(home.resolve("group"), "/etc/group")
            .bind(home.resolve("subids"), "/etc/subuid")
            .bind(home.resolve("subids"), "/etc/subgid")
            .bind(home.resolve("fuse"), "/dev/fuse")
            .start();
  }

  /** A container that was started, or why it was not. */
  record Started(int pid, String said) {}

  /** Where a program is. */
  static Optional<Path> find(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The built one that the test cluster has made, if that was ever started here. */
  private static Optional<Path> runc() throws IOException {
    Path kept = Path.of(System.getProperty("user.home"), ".cache/imagescan/bin");
    if (find("runc").isPresent() || !Files.isDirectory(kept)) {
      return find("runc");
    }
    try (Stream<Path> folders = Files.list(kept)) {
      return folders.map(folder -> folder.resolve("runc")).filter(Files::isExecutable).findFirst();
    }
  }

  private void classes() throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (Files.exists(Path.of(entry))) {
        TestImage.run("cp", "-r", entry, lib.resolve(name(entry)).toString());
      }
    }
  }

  private static String name(String entry) {
    return entry.endsWith(".jar")
        ? Path.of(entry).getFileName().toString()
        : entry.replace('/', '_');
  }

  private void root() throws IOException {
    Path bin = Files.createDirectories(home.resolve("root/bin"));
    Files.createDirectories(home.resolve("root/tmp"));
    Files.copy(Path.of("/usr/bin/busybox"), home.resolve("root/busybox"));
    for (String name : COMMANDS) {
      Files.createSymbolicLink(bin.resolve(name), Path.of("/busybox"));
    }
    Optional<Path> runc = runc();
    if (runc.isPresent()) {
      Files.copy(runc.get(), home.resolve("runc"));
      TestImage.run("chmod", "755", home.resolve("runc").toString());
    }
  }

  /** Puts a file into the root file system of the containers that are started from now on. */
  void bring(Path file, String name) throws IOException {
    Files.copy(file, home.resolve("root").resolve(name));
    TestImage.run("chmod", "755", home.resolve("root").resolve(name).toString());
  }

  /** A path of this user's. */
  Path home(String path) {
    return home.resolve(path);
  }

  void write(String path, String content) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    TestImage.run("chown", "-R", ID + ":" + ID, file.getParent().toString());
  }

  /** The first process of the machine as this user sees it. */
  int node() {
    return node.pid();
  }

  /** Starts a container. */
  Started run(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(options));
    if (fromImage) {
      importImage("test/image");
      command.add("test/image");
    } else {
      command.addAll(List.of("--rootfs", home("root").toString()));
    }
    return start(command);
  }

  /** A directory of this user's that has the form of a store with one layer, what is in root. */
  String store() throws IOException {
    String top = "%s/overlay/%s".formatted(home("own"), TOP);
    String base = "%s/overlay/%s".formatted(home("own"), BASE);
    asUser(
        List.of(
            "mkdir",
            "-p",
            home("own") + "/overlay/l",
            base,
            top + "/diff",
            top + "/work",
            top + "/merged",
            top + "/elsewhere"));
    asUser(List.of("cp", "-a", home("root").toString(), base + "/diff"));
    asUser(List.of("ln", "-s", "../" + BASE + "/diff", home("own") + "/overlay/l/BASE"));
    write("own/overlay/" + TOP + "/lower", "l/BASE");
    return top;
  }

  /**
   * Starts a container on what this user has mounted with fuse-overlayfs.
   *
   * @param top what {@link #store} has returned
   * @param place where it is mounted, in that directory
   */
  Started runOnFuse(String top, String place) throws IOException {
    String lower = "%s/overlay/%s/diff".formatted(home("own"), BASE);
    this.mounted = top + "/" + place;
    String options = "lowerdir=%s,upperdir=%s/diff,workdir=%2$s/work".formatted(lower, top);
    List<String> mount = podman("unshare", "fuse-overlayfs", "-o", options);
    mount.add(mounted);
    String said = asUser(mount);
    Started started = start(List.of("--rootfs", mounted));
    return new Started(started.pid(), said + started.said());
  }

  /** Ends that fuse-overlayfs, which nothing else would. */
  void unmountFuse() throws IOException {
    for (String id : containers) {
      asUser(podman("rm", "--force", "--time=0", id));
    }
    asUser(podman("unshare", "umount", mounted));
  }

  /** Starts a container of an image. */
  Started runImage(String image) throws IOException {
    return start(List.of(image));
  }

  /** Makes an image of what other containers start with. */
  String importImage(String name) throws IOException {
    String[] archive = {"tar", "--owner=0", "--group=0", "-cf", home("root.tar").toString()};
    TestImage.run(
        Stream.concat(Stream.of(archive), Stream.of("-C", home("root").toString(), "."))
            .toArray(String[]::new));
    TestImage.run("chmod", "644", home("root.tar").toString());
    return asUser(podman("import", "--quiet", home("root.tar").toString(), name));
  }

  /** Makes an image of the container that was started last. */
  String commit(String name) throws IOException {
    return asUser(podman("commit", "--quiet", containers.getLast(), name));
  }

  private Started start(List<String> options) throws IOException {
    List<String> command =
        podman("run", "--detach", "--network=none", "--cidfile=" + home("id" + containers.size()));
    command.addAll(options);
    command.addAll(List.of("/busybox", "sleep", "1000"));
    String said = asUser(command);
    Path file = home("id" + containers.size());
    if (!Files.exists(file)) {
      return new Started(0, said);
    }
    String id = Files.readString(file);
    containers.add(id);
    String pid = asUser(podman("inspect", "--format", "{{.State.Pid}}", id)).strip();
    return new Started(pid.matches("\\d+") ? Integer.parseInt(pid) : 0, said);
  }

  private List<String> podman(String... arguments) {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(storage);
    command.addAll(List.of("--cgroup-manager=cgroupfs", "--events-backend=none"));
    command.add("--log-level=fatal");
    if (Files.exists(home("runc"))) {
      command.add("--runtime=" + home("runc"));
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command line of this user. */
  List<String> imagescan(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp"));
    try (Stream<Path> lib = Files.list(home("lib"))) {
      command.add(String.join(File.pathSeparator, lib.map(Path::toString).toList()));
    }
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  String inject(String from, int pid, String path, String... more) throws IOException {
    List<String> command = podman("unshare");
    command.addAll(imagescan("inject", from, "--pid=" + pid, "--path=" + path));
    command.addAll(List.of(more));
    return asUser(command);
  }

  String eject(int pid, String path) throws IOException {
    List<String> command = podman("unshare");
    command.addAll(imagescan("eject", "--pid=" + pid, "--path=" + path));
    return asUser(command);
  }

  /** Runs a script as the container's root, with all rights in its user namespace. */
  String inContainer(int pid, String script) throws IOException {
    return output(
            List.of(
                "nsenter",
                "-t",
                "" + pid,
                "-U",
                "-m",
                "-r",
                "/busybox",
                "sh",
                "-c",
                "PATH=/bin; " + script))
        .strip();
  }

  /** Runs a script in the container that was started last, as Podman runs what a user wants to. */
  String exec(String script) throws IOException {
    List<String> command = podman("exec", containers.getLast(), "/busybox", "sh", "-c");
    command.add(script);
    return asUser(command);
  }

  /** Starts a command below podman unshare, which says its own process ID first. */
  Process unshare(String script) throws IOException {
    List<String> command = podman("unshare", "sh", "-c");
    command.add("echo $$; " + script);
    return new ProcessBuilder(entering(command)).redirectErrorStream(true).start();
  }

  /** Runs a command as this user; what it says. */
  String asUser(List<String> command) throws IOException {
    return output(entering(command));
  }

  private List<String> entering(List<String> command) {
    List<String> whole =
        new ArrayList<>(List.of("nsenter", "--mount", "--target", "" + node.pid(), "setpriv"));
    whole.addAll(List.of("--reuid=" + ID, "--regid=" + ID, "--clear-groups"));
    whole.addAll(List.of("env", "-i", "-C", home.toString()));
    whole.addAll(List.of("PATH=" + System.getenv("PATH"), "HOME=" + home, "USER=rootless"));
    whole.addAll(List.of("LC_ALL=C.UTF-8", "XDG_RUNTIME_DIR=" + home("run")));
    whole.addAll(command);
    return whole;
  }

  private static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    for (String id : containers) {
      asUser(podman("rm", "--force", "--time=0", id));
    }
    // Podman keeps a process for its user namespace.
    Path pause = home("run/libpod/tmp/pause.pid");
    if (Files.exists(pause)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pause).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    node.close();
    // What belongs to subordinate IDs the test's own clean-up removes as root.
  }
}
