package dev.imagescan.agent.host;

import static dev.imagescan.agent.container.TestImage.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.HostRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.RootFile;
import dev.imagescan.agent.root.Unreadable;
import dev.imagescan.agent.root.UnreadableException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose root file system is a directory, with mounts as machines have them. */
@NeedsRoot
class HostTest {

  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void make_a_root_file_system() throws IOException {
    root = Files.createDirectories(directory.resolve("root"));
    for (String each : List.of("proc", "usr/bin", "opt", "var", "run", "net", "again")) {
      Files.createDirectories(root.resolve(each));
    }
    write(root, "usr/bin/tool");
  }

  @Test
  void what_images_and_containers_hold_is_not_the_machines() throws IOException {
    for (String storage :
        List.of(
            "var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/1/fs",
            "var/lib/docker/overlay2/0f3a/diff",
            "var/lib/containers/storage/overlay/0f3a/diff",
            "var/lib/kubelet/pods/x/volumes",
            "var/lib/rancher/k3s/agent/containerd/x",
            "var/lib/crio/x",
            "var/lib/buildkit/x",
            "var/snap/microk8s/common/var/lib/containerd/x",
            "run/containerd/x",
            "data/kubelet/pods/0f8a4f2e-6c1d-4b53-9a53-4fd0c1f0b7aa/volumes/kubernetes.io~empty-dir",
            "home/user/.local/share/containers/storage",
            "root/.local/share/docker")) {
      write(root, storage + "/of-a-container");
    }
    write(root, "var/lib/other/file");
    write(root, "home/user/project/file");
    assertEquals(
        List.of("home/user/project/file", "usr/bin/tool", "var/lib/other/file"),
        files(TestContainer.on(root)));
  }

  @Test
  void storage_that_was_moved_by_a_link_is_left_out_where_it_is() throws IOException {
    write(root, "data/docker/overlay2/0f3a/diff/of-a-container");
    write(root, "data/file");
    Files.createDirectories(root.resolve("var/lib"));
    Files.createSymbolicLink(root.resolve("var/lib/docker"), Path.of("/data/docker"));
    assertEquals(List.of("data/file", "usr/bin/tool"), files(TestContainer.on(root)));
  }

  @Test
  void storage_that_is_mounted_from_elsewhere_is_left_out_there_too() throws IOException {
    write(root, "data/node/containerd/of-a-container");
    Files.createDirectories(root.resolve("var/lib/containerd"));
    assertEquals(
        List.of("usr/bin/tool"),
        files(
            TestContainer.on(root)
                .bind(root.resolve("data/node/containerd"), "/var/lib/containerd")));
  }

  @Test
  void layers_of_a_running_container_are_left_out_wherever_its_overlay_has_them()
      throws IOException {
    Path storage = root.resolve("srv/storage/overlay2");
    for (String name : List.of("1/diff", "2/diff", "2/work", "2/merged")) {
      Files.createDirectories(storage.resolve(name));
    }
    write(root, "srv/storage/overlay2/1/diff/of-a-container");
    write(root, "srv/file");
    // What the overlay's options name is found by the same path in the machine.
    Path same = root.resolve(root.toString().substring(1));
    Files.createDirectories(same.getParent());
    Files.createSymbolicLink(same, Path.of("/"));
    assertEquals(
        List.of("srv/file", "usr/bin/tool"),
        files(
            TestContainer.on(root)
                .overlay(
                    "/srv/storage/overlay2/2/merged",
                    "lowerdir=%1$s/1/diff,upperdir=%1$s/2/diff,workdir=%1$s/2/work"
                        .formatted(storage))));
  }

  @Test
  void other_local_file_systems_are_gone_through_and_what_is_mounted_twice_only_once()
      throws IOException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    write(disk, "app/program");
    assertEquals(
        List.of("opt/app/program", "usr/bin/tool"),
        files(
            TestContainer.on(root)
                .bind(disk, "/opt")
                .bind(root.resolve("usr"), "/again")
                .tmpfs("/run")));
  }

  @Test
  void a_part_that_is_mounted_elsewhere_does_not_hide_the_whole() throws IOException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    write(disk, "part/program");
    write(disk, "whole");
    assertEquals(
        List.of("net/part/program", "net/whole", "usr/bin/tool"),
        files(TestContainer.on(root).bind(disk.resolve("part"), "/again").bind(disk, "/net")));
    assertEquals(
        List.of("net/whole", "opt/program", "usr/bin/tool"),
        files(TestContainer.on(root).bind(disk.resolve("part"), "/opt").bind(disk, "/net")));
  }

  @Test
  void what_anybody_may_write_comes_last_and_what_is_in_memory_not_at_all() throws IOException {
    for (String each : List.of("home/user/file", "var/tmp/file", "tmp/file", "var/lib/file")) {
      write(root, each);
    }
    write(root, "data/file");
    assertEquals(
        List.of("usr/bin/tool", "var/lib/file", "data/file", "home/user/file", "var/tmp/file"),
        walked(TestContainer.on(root).tmpfs("/tmp")));
  }

  @Test
  void a_file_system_that_does_not_answer_is_not_asked() {
    List<String> files =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> files(TestContainer.on(root).silentFuse("/net")));
    assertEquals(List.of("usr/bin/tool"), files);
  }

  @Test
  void one_that_was_mounted_on_the_way_since_the_mount_table_was_read_is_not_asked()
      throws IOException {
    try (TestContainer machine = TestContainer.on(root).silentFuse("/net").start();
        Processes processes = Processes.ofHost();
        ContainerProcess first = processes.open(machine.pid());
        Fd mountInfo = first.open("mountinfo")) {
      List<Mount> mounts = new ArrayList<>(MountTable.read(mountInfo).mounts());
      mounts.removeIf(mount -> mount.mountPoint().equals("/net"));
      int top =
          mounts.stream().filter(mount -> mount.mountPoint().equals("/")).findFirst().get().id();
      mounts.add(
          Mount.parse("999999999 %d 8:1 / /net/disk/data rw - ext4 disk rw".formatted(top))
              .orElseThrow());
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            MountTable earlier = new MountTable(mounts, false);
            Budget budget = new Budget(Budget.Limits.DEFAULT);
            try (HostRoot view = HostRoot.of(first, earlier, _ -> false, budget)) {
              assertEquals(List.of("tool"), view.list("usr/bin"));
            }
          });
    }
  }

  @Test
  void links_lead_from_one_mount_to_another_and_never_out() throws IOException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    Files.writeString(disk.resolve("file"), "on the disk");
    Files.createSymbolicLink(disk.resolve("back"), Path.of("../etc/hello"));
    Files.createSymbolicLink(disk.resolve("absolute"), Path.of("/etc/hello"));
    Files.createSymbolicLink(disk.resolve("climb"), Path.of("../".repeat(30) + "etc/hello"));
    Files.createSymbolicLink(disk.resolve("secret"), Path.of("/etc/shadow"));
    Files.createSymbolicLink(disk.resolve("circle"), Path.of("/opt/circle"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/hello"), "the machine's");
    Files.createSymbolicLink(root.resolve("link"), Path.of("opt/file"));
    try (TestContainer machine = TestContainer.on(root).bind(disk, "/opt").start();
        Processes processes = Processes.ofHost();
        Host host = Host.open(processes, machine.pid())) {
      HostRoot view = host.rest();
      assertEquals("on the disk", text(view, "link"));
      assertEquals("on the disk", text(view, "/opt/../opt/file"));
      assertEquals("the machine's", text(view, "opt/back"));
      assertEquals("the machine's", text(view, "opt/absolute"));
      assertEquals("the machine's", text(view, "opt/climb"));
      assertEquals(Unreadable.NOT_FOUND, why(view, "opt/secret"));
      assertEquals(Unreadable.TOO_MANY_LINKS, why(view, "opt/circle"));
      assertEquals(
          List.of("absolute", "back", "circle", "climb", "file", "secret"), view.list("opt"));
    }
  }

  @Test
  void a_covered_mount_is_not_seen() throws IOException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    write(disk, "hidden/file");
    assertEquals(
        List.of("usr/bin/tool"),
        files(TestContainer.on(root).bind(disk, "/opt").silentFuse("/opt")));
  }

  @Test
  void runtimes_are_known_by_processes_sockets_and_directories() throws Exception {
    for (String name : List.of("buildkitd", "rke2", "k3s", "dockerd")) {
      Path program = directory.resolve(name);
      Files.copy(Path.of("/bin/sleep").toRealPath(), program);
      run("chmod", "755", program.toString(), directory.toString());
    }
    run("chmod", "4755", directory + "/dockerd");
    try (TestContainer machine = TestContainer.node().start();
        Started own = started(machine, directory + "/buildkitd", "60");
        Started ofAUser =
            started(
                machine, "setpriv", "--reuid=65534", "--clear-groups", directory + "/rke2", "60");
        Started setUserId =
            started(
                machine,
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                directory + "/dockerd",
                "60");
        Started elsewhere = started(machine, "unshare", "-m", directory + "/k3s", "60");
        Processes processes = Processes.ofHost();
        Host host = Host.open(processes, machine.pid())) {
      own.await("buildkitd");
      ofAUser.await("rke2");
      setUserId.await("dockerd");
      assertTrue(
          Files.readString(Path.of("/proc/" + setUserId.process().pid() + "/status"))
              .contains("Uid:\t65534\t0\t0\t0\n"),
          "a program of root's that a user has started");
      elsewhere.await("k3s");
      assertEquals(
          List.of("buildkit " + directory + "/buildkitd"),
          host.runtimes().stream()
              .filter(one -> one.executable().isPresent())
              .map(one -> one.known().name() + " " + one.executable().get())
              .toList());
    }
  }

  /** A process in the mount namespace of a machine. */
  private record Started(Process process) implements AutoCloseable {

    void await(String command) throws IOException, InterruptedException {
      Path comm = Path.of("/proc/" + process.pid() + "/comm");
      while (!Files.readString(comm).strip().equals(command)) {
        Thread.sleep(10);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  private static Started started(TestContainer machine, String... command) throws IOException {
    List<String> all =
        new ArrayList<>(List.of("nsenter", "--mount=/proc/%d/ns/mnt".formatted(machine.pid())));
    all.addAll(List.of(command));
    return new Started(new ProcessBuilder(all).start());
  }

  @Test
  void a_runtimes_directories_are_told_with_the_file_system_that_holds_them() throws Exception {
    Files.createDirectories(root.resolve("run/crio"));
    Files.createDirectories(root.resolve("var/lib/containers/storage"));
    Files.createDirectories(root.resolve("var/lib/kubelet"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(root.resolve("run/crio/crio.sock")));
      try (TestContainer machine = TestContainer.on(root).tmpfs("/var/lib/kubelet").start();
          Processes processes = Processes.ofHost();
          Host host = Host.open(processes, machine.pid())) {
        List<FoundRuntime> found = host.runtimes();
        assertEquals(
            List.of("cri-o", "kubelet"), found.stream().map(one -> one.known().name()).toList());
        assertEquals(List.of("/run/crio/crio.sock"), found.getFirst().sockets());
        var disk = found.getFirst().storage().getFirst();
        assertEquals("/var/lib/containers/storage", disk.path());
        assertEquals(Files.getFileStore(root).getTotalSpace(), disk.capacityBytes());
        assertTrue(disk.availableBytes() > 0);
        assertEquals("tmpfs", found.getLast().storage().getFirst().type());
      }
    }
  }

  private static List<String> files(TestContainer.Builder builder) throws IOException {
    return walked(builder).stream().sorted().toList();
  }

  private static List<String> walked(TestContainer.Builder builder) throws IOException {
    Set<String> files = new LinkedHashSet<>();
    try (TestContainer machine = builder.start();
        Processes processes = Processes.ofHost();
        Host host = Host.open(processes, machine.pid())) {
      host.rest()
          .walk(
              new Root.Visitor() {
                @Override
                public void entry(String path, Root.Kind kind) {
                  if (kind == Root.Kind.REGULAR) {
                    assertTrue(files.add(path), () -> path + " is shown twice");
                  }
                }

                @Override
                public void passedOver(String path, Unreadable why) {
                  files.add(path + ": " + why);
                }
              });
    }
    return List.copyOf(files);
  }

  private static String text(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      return new String(file.readAllBytes());
    }
  }

  private static Unreadable why(Root root, String path) throws IOException {
    try (RootFile file = root.open(path)) {
      throw new AssertionError(path + " was opened: " + file.size());
    } catch (UnreadableException e) {
      return e.why();
    }
  }

  private static void write(Path tree, String path) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, path);
  }
}
