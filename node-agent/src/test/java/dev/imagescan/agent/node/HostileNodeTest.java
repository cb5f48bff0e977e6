package dev.imagescan.agent.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.container.NeedsRoot;
import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.container.TestImage;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.hold.FakeNode;
import dev.imagescan.agent.hold.Mounting;
import dev.imagescan.agent.inspect.NodeInspector;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.NodeScanSpec;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.Problem;
import dev.imagescan.api.v1alpha1.State;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A node full of hostile containers, and one honest one last in the plan: each is told for what it
 * is, none holds up another, none gets a byte of the host's, and the agent can be stopped.
 */
@NeedsRoot
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileNodeTest {

  private static final String STATUS = "var/lib/dpkg/status";

  /** A file system in memory: on a disk the trees take minutes to make and to remove. */
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private static final String HONEST =
      """
      Package: bash
      Status: install ok installed
      Architecture: amd64
      Version: 5.2.15-2+b7

      """;

  private interface Trap {
    TestContainer.Builder set(Path root) throws IOException;
  }

  private Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<String, PlannedContainer> planned = new LinkedHashMap<>();
  private final MemoryReports reports = new MemoryReports();
  private boolean stopped;
  private Duration took;

  @BeforeAll
  void inspect_them_all() throws Exception {
    directory = Files.createTempDirectory(IN_MEMORY, "imagescan-test-");
    TestImage.run("chmod", "755", directory.toString());
    trap("absolute-link", root -> link(root, "/etc/shadow"));
    trap("climbing-link", root -> link(root, "../".repeat(30) + "etc/shadow"));
    trap("fifo", root -> made(root, "mkfifo"));
    trap("device", root -> made(root, "mknod", "c", "1", "5"));
    trap("sparse", HostileNodeTest::sparse);
    trap("deep", HostileNodeTest::deep);
    trap("crowd", HostileNodeTest::crowd);
    trap("silent", root -> TestContainer.on(root).silentFuse("/var/lib/dpkg"));
    trap("silent-root", root -> TestContainer.onMountAt(root).silentFuse(""));
    trap("own-overlay", HostileNodeTest::ownOverlay);
    trap("names", HostileNodeTest::names);
    trap("honest", HostileNodeTest::honest);
    run();
  }

  @AfterAll
  void remove() throws Exception {
    for (AutoCloseable last : opened.reversed()) {
      last.close();
    }
    TestImage.run("rm", "-rf", directory.toString());
  }

  @Test
  void every_container_is_answered_for_and_the_agent_can_be_stopped() {
    assertEquals(planned.size(), reports.results().size(), "results: " + reports.results());
    assertTrue(stopped, "the agent's loop did not end");
    assertTrue(took.toSeconds() < 60, "the node took " + took);
  }

  @Test
  void the_honest_container_is_read_beside_the_others() {
    ContainerReportStatus honest = report("honest");
    assertEquals(State.INSPECTED, honest.state());
    assertEquals(1, honest.packages().count());
    assertEquals(
        List.of("DriftUnavailable"),
        honest.problems().stream().map(Problem::reason).toList(),
        "its root is no overlay, and nothing else is wrong with it");
  }

  @Test
  void what_stands_in_the_place_of_a_database_is_named() {
    assertAll(
        () -> assertProblem("absolute-link", STATUS, "DanglingLink"),
        () -> assertProblem("climbing-link", STATUS, "DanglingLink"),
        () -> assertProblem("fifo", STATUS, "NotRegular"),
        () -> assertProblem("device", STATUS, "NotRegular"),
        () -> assertProblem("sparse", STATUS, "TooLarge"),
        () -> assertProblem("deep", STATUS, "NotRegular"),
        () -> assertProblem("crowd", "var/lib/dpkg/status.d", "TooManyEntries"),
        () -> assertProblem("silent", STATUS, "OtherMount"));
  }

  @Test
  void a_root_that_is_not_read_fails_with_the_reason_and_its_mounts_are_told_all_the_same() {
    for (String name : List.of("silent-root", "own-overlay")) {
      ContainerReportStatus status = report(name);
      assertEquals(State.FAILED, status.state(), name);
      assertEquals("SpecialFileSystem", status.reason(), name);
      assertFalse(status.mounts() == null, name + " has no mounts in its report");
    }
  }

  @Test
  void names_are_shown_without_their_escapes() {
    List<Problem> problems = report("names").problems();
    assertTrue(
        problems.stream()
            .map(Problem::path)
            .allMatch(path -> path.chars().noneMatch(Character::isISOControl)),
        "a terminal would obey: " + problems);
    assertTrue(
        problems.stream().anyMatch(problem -> problem.path().contains("\\x1b[2J")),
        "the name is not told: " + problems);
  }

  private void assertProblem(String name, String path, String reason) {
    ContainerReportStatus status = report(name);
    assertEquals(State.INSPECTED, status.state(), name + ": " + status);
    assertEquals(0, status.packages().count(), name + " has packages");
    List<Problem> problems = Optional.ofNullable(status.problems()).orElse(List.of());
    assertTrue(
        problems.stream().anyMatch(p -> p.path().equals(path) && p.reason().equals(reason)),
        name + " should say " + reason + " of " + path + ", and says " + problems);
  }

  private ContainerReportStatus report(String name) {
    return reports.containers.get("test/" + name + ".main");
  }

  private void trap(String name, Trap trap) throws IOException {
    Path root = Files.createDirectories(directory.resolve(name));
    Files.createDirectories(root.resolve("var/lib/dpkg"));
    String uid = UUID.randomUUID().toString();
    String id = (uid + uid).replace("-", "");
    opened.add(
        trap.set(root).cgroup("imagescan-test/kubepods/besteffort/pod" + uid + "/" + id).start());
    planned.put(
        name,
        new PlannedContainer(
            "test",
            name,
            uid,
            "main",
            "containerd://" + id,
            "sha256-0",
            List.of(Inspection.values()),
            null));
  }

  private void run() throws Exception {
    NodeScan scan = new NodeScan();
    scan.setMetadata(new ObjectMetaBuilder().withName("node").withGeneration(1L).build());
    scan.setSpec(new NodeScanSpec(List.copyOf(planned.values()), List.of()));
    try (Processes processes = Processes.ofHost()) {
      NodeAgent agent =
          new NodeAgent(
              () -> Optional.of(scan),
              new Findings("node", reports, FaultPoints.NONE),
              new NodeInspector(
                  "node", processes, new RunningContainers(processes), InstantSource.system()),
              new AgentMetrics(new SimpleMeterRegistry()),
              InstantSource.system(),
              new Attempts.Limits(2, Duration.ofSeconds(60)),
              new Mounting(new FakeNode(), Optional.empty(), FaultPoints.NONE));
      long started = System.nanoTime();
      Thread loop = Thread.ofPlatform().daemon().start(agent::run);
      while (reports.results().size() < planned.size()
          && System.nanoTime() - started < Duration.ofSeconds(90).toNanos()) {
        Thread.sleep(50);
      }
      took = Duration.ofNanos(System.nanoTime() - started);
      agent.stop();
      stopped = loop.join(Duration.ofSeconds(5));
    }
  }

  private static TestContainer.Builder link(Path root, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(STATUS), Path.of(target));
    return TestContainer.on(root);
  }

  private static TestContainer.Builder made(Path root, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program, root.resolve(STATUS).toString()));
    command.addAll(List.of(arguments));
    TestImage.run(command.toArray(String[]::new));
    return TestContainer.on(root);
  }

  private static TestContainer.Builder sparse(Path root) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(STATUS).toFile(), "rw")) {
      file.setLength(100L << 30);
    }
    return TestContainer.on(root);
  }

  private static TestContainer.Builder deep(Path root) throws IOException {
    python("os.mkdir('status')", "os.chdir('status')", root, "os.mkdir('d'); os.chdir('d')", 5000);
    return TestContainer.on(root);
  }

  private static TestContainer.Builder crowd(Path root) throws IOException {
    python(
        "os.mkdir('status.d')", "os.chdir('status.d')", root, "os.symlink('x', str(i))", 200_000);
    return TestContainer.on(root);
  }

  private static TestContainer.Builder ownOverlay(Path root) throws IOException {
    Path merged = Files.createDirectories(root.resolve("m"));
    Path upper = Files.createDirectories(root.resolve("u"));
    Path work = Files.createDirectories(root.resolve("w"));
    TestImage.run("chown", "-R", "100000:100000", root.toString());
    return TestContainer.onMountAt(merged)
        .inUserNamespace()
        .overlay("", "lowerdir=/root,upperdir=" + upper + ",workdir=" + work + ",userxattr");
  }

  private static TestContainer.Builder names(Path root) throws IOException {
    python("os.mkdir('status.d')", "os.chdir('status.d')", root, "os.mkdir(f'a\\n\\x1b[2J{i}')", 3);
    return TestContainer.on(root);
  }

  private static TestContainer.Builder honest(Path root) throws IOException {
    Files.writeString(root.resolve(STATUS), HONEST);
    return TestContainer.on(root);
  }

  private static void python(String first, String then, Path root, String repeat, int times)
      throws IOException {
    String script =
        "import os,sys\nos.chdir(sys.argv[1])\n%s\n%s\nfor i in range(%d):\n  %s"
            .formatted(first, then, times, repeat);
    TestImage.run("python3", "-c", script, root.resolve("var/lib/dpkg").toString());
  }
}
