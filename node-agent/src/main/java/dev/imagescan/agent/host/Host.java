package dev.imagescan.agent.host;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.Entrance;
import dev.imagescan.agent.root.HostRoot;
import dev.imagescan.api.v1alpha1.NodeKernel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The machine itself, looked at through the namespaces of its first process; nothing is run there.
 * Must be closed. One thread at a time may use it.
 */
public final class Host implements AutoCloseable {

  /** Where package managers keep a file a package, which a walk of everything could miss. */
  private static final List<String> DATABASES = List.of("var/lib/pacman/local", "var/db/pkg");

  /**
   * What is installed for all comes first, and what anybody may fill with millions of files, which
   * would end the walk, last.
   */
  private static final List<String> ORDER =
      List.of("usr", "lib", "opt", "srv", "root", "var", "", "home", "var/home", "tmp", "var/tmp");

  /** For the databases, with the files that tell the licences of what they hold. */
  private static final Budget.Limits FOR_DATABASES =
      new Budget.Limits(500_000, 1L << 30, 256L << 20, 256, Duration.ofSeconds(30));

  /** For everything else; it ends before an inspection counts as stuck. */
  public static final Budget.Limits FOR_THE_REST =
      new Budget.Limits(2_000_000, 2L << 30, 256L << 20, 256, Duration.ofSeconds(75));

  private final Processes processes;
  private final ContainerProcess first;
  private final MountTable table;
  private final RuntimePlaces places;
  private final HostRoot root;

  private Host(
      Processes processes,
      ContainerProcess first,
      MountTable table,
      RuntimePlaces places,
      HostRoot root) {
    this.processes = processes;
    this.first = first;
    this.table = table;
    this.places = places;
    this.root = root;
  }

  /**
   * Opens the machine's root file system and what is mounted below it.
   *
   * @param processes stay the caller's to close
   * @param pid of the machine's first process: 1
   */
  public static Host open(Processes processes, int pid) throws IOException {
    ContainerProcess first = processes.open(pid);
    try {
      MountTable table;
      try (Fd mountInfo = first.open("mountinfo")) {
        table = MountTable.read(mountInfo);
      }
      RuntimePlaces places = new RuntimePlaces(first.open("mountinfo"));
      HostRoot root = HostRoot.of(first, table, places::haveMade, new Budget(FOR_DATABASES));
      return new Host(processes, first, table, places, root);
    } catch (IOException e) {
      first.close();
      throw e;
    }
  }

  /** A view of the package databases, with a budget of its own that begins now. */
  public HostRoot databases() {
    return databases(new Budget(FOR_DATABASES));
  }

  /** The same with another budget. */
  public HostRoot databases(Budget budget) {
    return root.view(new HostRoot.Part(DATABASES, (_, _) -> true), budget);
  }

  /** A view of all other files but those of containers, with a budget that begins now. */
  public HostRoot rest() {
    return rest(new Budget(FOR_THE_REST));
  }

  /** The same with another budget. */
  public HostRoot rest(Budget budget) {
    Entrance outside = places.keepOut(root);
    Entrance entrance =
        (path, directory) -> !DATABASES.contains(path) && outside.enters(path, directory);
    return root.view(new HostRoot.Part(ORDER, entrance), budget);
  }

  /** Its mounts. */
  public HostMounts mounts() {
    return HostMounts.describe(table, places);
  }

  /** Its kernel, which is ours. */
  public NodeKernel kernel() {
    return KernelReader.ofThisMachine().read();
  }

  /** What runs containers on it. */
  public List<FoundRuntime> runtimes() throws IOException {
    return new RuntimeReader(processes, first, root, table).find();
  }

  @Override
  public void close() {
    root.close();
    first.close();
  }
}
