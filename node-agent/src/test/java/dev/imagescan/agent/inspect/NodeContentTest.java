package dev.imagescan.agent.inspect;

import static dev.imagescan.agent.container.TestImage.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.host.Host;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.HostRoot;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.MountEntry;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a machine: of this one, and of one that is larger than is read. */
@NeedsRoot
class NodeContentTest {

  private static final List<Inspection> BOTH = List.of(Inspection.PACKAGES, Inspection.MOUNTS);

  @TempDir private Path directory;

  @Test
  void packages_and_mounts_of_this_machine_are_what_dpkg_and_the_kernel_say() throws Exception {
    // Nobody else's processes and mounts come and go in it.
    try (TestContainer machine = TestContainer.node().start()) {
      NodeReportStatus status = read(machine, 20_000);
      TreeSet<String> packages = new TreeSet<>();
      for (ReportedPackage each : status.packages()) {
        if (each.type().equals("deb")) {
          packages.add(each.name() + " " + each.version() + " " + each.architecture());
        }
      }
      assertEquals(new TreeSet<>(dpkg()), packages);
      List<String> table = Files.readAllLines(Path.of("/proc/" + machine.pid() + "/mountinfo"));
      assertEquals(table.size(), status.mounts().size() + status.containerMounts());
      List<String> mountPoints = table.stream().map(line -> line.split(" ")[4]).toList();
      if (status.containerMounts() == 0) {
        assertEquals(mountPoints, status.mounts().stream().map(MountEntry::mountPoint).toList());
      }
      System.out.printf(
          "%d packages of dpkg, %d mounts and %d of containers%n",
          packages.size(), status.mounts().size(), status.containerMounts());
    }
  }

  @Test
  void a_machine_of_too_many_files_is_cut_in_time_and_loses_no_package_of_its_distribution()
      throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    Files.createDirectories(root.resolve("proc"));
    Path many = Files.createDirectories(root.resolve("a"));
    for (int i = 0; i < 30_000; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    write(root, "etc/os-release", "ID=debian\nPRETTY_NAME=\"A large one\"\n");
    StringBuilder dpkg = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      dpkg.append(
          "Package: p%d\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
              .formatted(i));
    }
    write(root, "var/lib/dpkg/status", dpkg.toString());
    write(root, "usr/lib/node_modules/x/package.json", "{\"name\": \"x\", \"version\": \"1\"}");
    write(root, "var/lib/pacman/local/bash-5-1/desc", "%NAME%\nbash\n\n%VERSION%\n5-1\n");
    try (TestContainer machine = TestContainer.on(root).start()) {
      NodeReportStatus status = read(machine, 5_000);
      assertEquals(State.INSPECTED, status.state());
      assertEquals("A large one", status.distribution().prettyName());
      assertEquals(702, status.packageCount());
      assertEquals(Boolean.TRUE, status.truncated());
      assertEquals("BudgetSpent", status.problems().getFirst().reason());
      assertTrue(
          status.problems().getFirst().message().startsWith("what lies behind /a"),
          status.problems().toString());
    }
  }

  @Test
  void two_capabilities_and_a_small_heap_are_enough() throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    Files.createDirectories(root.resolve("proc"));
    StringBuilder dpkg = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      dpkg.append(
          "Package: p%d\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
              .formatted(i));
    }
    write(root, "var/lib/dpkg/status", dpkg.toString());
    for (int i = 0; i < 20_000; i++) {
      write(root, "srv/%d/%d/package.json".formatted(i % 100, i), "{\"name\": \"n\"}");
    }
    run("chown", "-R", "4711:4711", root.toString());
    run("chmod", "-R", "u=rwX,go=", root.toString());
    try (TestContainer machine = TestContainer.on(root).start()) {
      List<String> told = readAsAgent(machine);
      assertEquals("state INSPECTED", told.getFirst(), told.toString());
      assertTrue(told.contains("packages 2000 2000"), told.toString());
      assertTrue(told.stream().noneMatch(line -> line.startsWith("problem")), told.toString());
      System.out.println(told.getLast());
    }
  }

  private static List<String> readAsAgent(TestContainer machine) throws Exception {
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set",
                "-all,+dac_read_search,+sys_ptrace",
                "--inh-caps",
                "-all",
                "--no-new-privs",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx28m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ReadNode.class.getName(),
                String.valueOf(machine.pid()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void mounts_alone_read_no_package() throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    write(root, "etc/os-release", "ID=debian\n");
    write(root, "var/lib/dpkg/status", "Package: p\nStatus: install ok installed\nVersion: 1\n");
    try (TestContainer machine = TestContainer.on(root).start();
        Processes processes = Processes.ofHost()) {
      List<Inspection> mounts = List.of(Inspection.MOUNTS);
      NodeReportStatus status =
          NodeContent.describe(
              HostContent.read(processes, machine.pid(), mounts, new Budget(Host.FOR_THE_REST)),
              mounts,
              "2026-01-01T00:00:00Z");
      assertEquals(null, status.packageCount());
      assertEquals(null, status.packages());
      assertEquals("debian", status.distribution().id());
      assertTrue(status.mounts().stream().anyMatch(mount -> mount.mountPoint().equals("/")));
    }
  }

  private static NodeReportStatus read(TestContainer machine, long entries) throws IOException {
    Budget.Limits limits =
        new Budget.Limits(entries, 1L << 30, 64L << 20, 256, Duration.ofSeconds(30));
    try (Processes processes = Processes.ofHost();
        Host host = Host.open(processes, machine.pid())) {
      HostRoot rest = host.rest(new Budget(limits));
      HostContent content =
          new HostContent(
              RootInspector.inspect(host.databases(), rest, _ -> {}),
              host.kernel(),
              List.of(),
              Optional.of(host.mounts()),
              rest.stoppedBy());
      return NodeContent.describe(content, BOTH, "2026-01-01T00:00:00Z");
    }
  }

  private static List<String> dpkg() throws IOException, InterruptedException {
    Process query =
        new ProcessBuilder(
                "dpkg-query",
                "-W",
                "-f",
                "${db:Status-Status} ${Package} ${Version} ${Architecture}\n")
            .start();
    String output = new String(query.getInputStream().readAllBytes());
    assertEquals(0, query.waitFor());
    return output
        .lines()
        .filter(line -> line.startsWith("installed "))
        .map(line -> line.substring("installed ".length()))
        .toList();
  }

  private static void write(Path root, String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
