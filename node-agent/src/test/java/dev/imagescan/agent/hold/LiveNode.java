package dev.imagescan.agent.hold;

import dev.imagescan.agent.container.TestContainer;
import dev.imagescan.agent.fault.FaultPoints;
import dev.imagescan.agent.inject.Injector;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.process.RunningContainers;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Real containers, as kubelet's control groups and volumes make them known, and an agent's mounts
 * in them by the real injector. Everything ends with it.
 */
final class LiveNode implements AutoCloseable {

  private static final long PATIENCE = 20_000_000_000L;

  /** A running container. */
  record Container(String podUid, String id, int pid) {

    /** What the container has at a path. */
    Path at(String path) {
      return Path.of("/proc/" + pid + "/root" + path);
    }

    boolean isMounted(String path) throws IOException {
      return Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")).stream()
          .anyMatch(line -> line.split(" ")[4].equals(path));
    }
  }

  final Container carrier;
  final Container target;
  private final Path directory;
  private final Processes processes = Processes.ofHost();
  private final Injector injector = new Injector(processes);
  private final TestContainer node;
  private final Deque<Closeable> opened = new ArrayDeque<>();
  private Holds holds;
  private final Closeable targetContainer;
  private List<MountResult> status = List.of();

  LiveNode(Path directory) throws IOException {
    this.directory = directory;
    injector.warmUp();
    String carrierUid = UUID.randomUUID().toString();
    Path volume =
        Files.createDirectories(
            directory.resolve("pods/" + carrierUid + "/volumes/kubernetes.io~empty-dir/v"));
    node = TestContainer.node().mount("tmpfs", "volume", volume.toString(), "").start();
    opened.push(node::close);
    carrier = start(carrierUid, builder("carrier").from(node).bind(volume, "/mounts/0"));
    target = start(UUID.randomUUID().toString(), builder("target"));
    targetContainer = opened.peek();
    Files.writeString(carrier.at("/mounts/0/file"), "content");
    startAgent();
  }

  private TestContainer.Builder builder(String name) throws IOException {
    Path root = Files.createDirectory(directory.resolve(name));
    Files.createDirectories(root.resolve("mounts/0"));
    Files.createDirectory(root.resolve("proc"));
    Files.copy(Path.of("/usr/bin/busybox"), root.resolve("busybox"));
    return TestContainer.on(root);
  }

  private Container start(String podUid, TestContainer.Builder builder) throws IOException {
    String uid = UUID.randomUUID().toString();
    String id = (uid + uid).replace("-", "");
    TestContainer container =
        builder.cgroup("imagescan-test/kubepods/besteffort/pod" + podUid + "/" + id).start();
    opened.push(container::close);
    return new Container(podUid, "containerd://" + id, container.pid());
  }

  /** Forgets the agent there is, and starts another from the status. */
  void startAgent() {
    Mounting mounting =
        new Mounting(
            new InjectedMounts(injector, processes, new RunningContainers(processes), node.pid()),
            Optional.empty(),
            FaultPoints.NONE);
    holds = new Holds(mounting, new Unmetered(), InstantSource.system(), () -> {});
    holds.startFrom(status);
  }

  /** Starts another agent as after a crash between writing down and placing. */
  void crashBefore(List<String> knownIds) {
    MountResult entry = entry();
    PlacedMount placed = entry.placed();
    PlacedMount expected =
        new PlacedMount(
            placed.mountNamespace(),
            knownIds,
            placed.device(),
            placed.root(),
            placed.idmapped(),
            placed.made());
    status =
        List.of(
            new MountResult(
                entry.planned(), MountState.MOUNTING, null, null, entry.time(), expected));
    startAgent();
  }

  void endTarget() throws IOException {
    targetContainer.close();
  }

  PlannedMount planned(boolean readOnly) {
    return new PlannedMount(
        HoldsTrial.ID,
        "shop/tools",
        "web-0",
        target.podUid(),
        "app",
        target.id(),
        "/made/data",
        readOnly,
        true,
        new MountSource(carrier.podUid(), carrier.id(), "/mounts/0"));
  }

  /** Works until the entries are as they are to be. */
  void until(Predicate<List<MountResult>> condition, PlannedMount... plan)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE;
    do {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not get there; the status is " + status);
      }
      holds.step(
          List.of(plan),
          entries -> {
            status = entries;
            return true;
          });
      status = holds.entries();
      Thread.sleep(2);
    } while (!condition.test(status) || holds.isBusy());
  }

  static Predicate<List<MountResult>> is(MountState state) {
    return status -> status.size() == 1 && status.getFirst().state() == state;
  }

  MountResult entry() {
    return status.getFirst();
  }

  /** Starts a shell script in the target and in its control group; it is killed in the end. */
  Process inTarget(String script) throws IOException {
    String group =
        Files.readAllLines(Path.of("/proc/" + target.pid() + "/cgroup")).stream()
            .filter(line -> line.startsWith("0::"))
            .map(line -> line.substring(3))
            .findFirst()
            .orElseThrow();
    String join = "echo $$ > \"$0\"; exec nsenter -t $1 -m -r -w /busybox sh -c \"$2\"";
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                join,
                hierarchy() + group + "/cgroup.procs",
                "" + target.pid(),
                "echo started; " + script)
            .redirectErrorStream(true)
            .start();
    opened.push(
        () -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
    String said = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (!"started".equals(said)) {
      throw new IOException("the script did not start: " + said);
    }
    return process;
  }

  private static String hierarchy() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" - cgroup2 "))
        .map(line -> line.split(" ")[4])
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    holds.close();
    for (Closeable one : opened) {
      one.close();
    }
    injector.close();
    processes.close();
  }

  private static final class Unmetered implements MountMeter {
    @Override
    public void mounted(long nanos) {}

    @Override
    public void failed(String reason) {}

    @Override
    public void held(Map<MountState, Long> count) {}
  }
}
