package dev.imagescan.agent.layers;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.IdMap;
import dev.imagescan.agent.process.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the fuse-overlayfs that serves a container's root file system, and with it where that is
 * mounted. It is a program of whoever runs the container, who may run another one by its name: the
 * kernel alone is asked about it, and never for its command line, which is in the program's own
 * memory and may keep a reader waiting for ever. What it serves has to belong to that user.
 */
record FuseDaemon(Processes processes) {

  static final String TYPE = "fuse.fuse-overlayfs";
  private static final String NAME = "fuse-overlayfs";
  private static final String CONNECTION = "fuse_connection:";

  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int MOST_PROCESSES = 1000;

  /** It has each layer open before it opens /dev/fuse. */
  private static final int MOST_DESCRIPTORS = FuseStore.MOST_LAYERS + 100;

  /** What a process has to do with the file system. */
  private enum Serves {
    YES,
    MAYBE,
    NO
  }

  /**
   * Opens the layers of a container's root.
   *
   * @throws IOException with a sentence for people, when they are not to be had
   */
  FuseLayers layers(ContainerProcess container, Mount root) throws IOException {
    OptionalInt pid = new Search(container, root).find();
    if (pid.isEmpty()) {
      throw new IOException("the fuse-overlayfs of its root file system is not found");
    }
    try (ContainerProcess daemon = processes.open(pid.getAsInt())) {
      if (serves(daemon, container, root) == Serves.NO) {
        throw new IOException("the fuse-overlayfs of its root file system has ended");
      }
      return open(daemon, root);
    }
  }

  /** Goes over the processes of that name, of which anybody may run as many as they like. */
  private final class Search {
    private final ContainerProcess container;
    private final Mount root;
    private final long end = System.nanoTime() + TIME.toNanos();
    private final List<Integer> likely = new ArrayList<>();
    private OptionalInt sure = OptionalInt.empty();
    private int seen;
    private boolean cut;

    private Search(ContainerProcess container, Mount root) {
      this.container = container;
      this.root = root;
    }

    private OptionalInt find() throws IOException {
      processes.eachNamed(NAME, this::look);
      if (sure.isPresent()) {
        return sure;
      }
      if (cut) {
        throw new IOException("there are too many processes named fuse-overlayfs to find its own");
      }
      return likely.size() == 1 ? OptionalInt.of(likely.getFirst()) : OptionalInt.empty();
    }

    private boolean look(ContainerProcess process) {
      cut = ++seen > MOST_PROCESSES || System.nanoTime() - end > 0;
      if (cut) {
        return false;
      }
      switch (serves(process, container, root)) {
        case YES -> sure = OptionalInt.of(process.pid());
        case MAYBE -> likely.add(process.pid());
        case NO -> {}
      }
      return sure.isEmpty();
    }
  }

  /** Who is in the container itself could tell anything of it. */
  private static Serves serves(ContainerProcess process, ContainerProcess container, Mount root) {
    try {
      Optional<String> own = container.containerId();
      boolean inside = own.isPresent() && process.containerId().equals(own);
      boolean sees = MountTable.find(process.open("mountinfo"), root.device()).isPresent();
      return inside || !sees ? Serves.NO : connection(process, root);
    } catch (IOException e) {
      return Serves.NO;
    }
  }

  /** Newer kernels tell the device of the file system that an open /dev/fuse belongs to. */
  private static Serves connection(ContainerProcess process, Mount root) throws IOException {
    boolean told = false;
    List<String> descriptors = process.descriptors();
    for (String descriptor : descriptors.stream().limit(MOST_DESCRIPTORS).toList()) {
      Optional<String> connection =
          process
              .text("fdinfo/" + descriptor)
              .lines()
              .filter(line -> line.startsWith(CONNECTION))
              .map(line -> line.substring(CONNECTION.length()).strip())
              .findFirst();
      if (connection.filter(Integer.toString(root.device().minor())::equals).isPresent()) {
        return Serves.YES;
      }
      told |= connection.isPresent();
    }
    return told ? Serves.NO : Serves.MAYBE;
  }

  private static FuseLayers open(ContainerProcess daemon, Mount root) throws IOException {
    FuseStore store =
        MountTable.find(daemon.open("mountinfo"), root.device())
            .map(Mount::mountPoint)
            .flatMap(FuseStore::of)
            .orElseThrow(
                () -> new IOException("its fuse-overlayfs is mounted in no store of a known form"));
    try (CarefulPath way = new CarefulPath(daemon);
        Fd directory = way.open(store.path())) {
      return store.open(directory, uid -> isOwn(daemon, uid));
    }
  }

  private static boolean isOwn(ContainerProcess daemon, long owner) throws IOException {
    if (daemon.sharesOurUserNamespace()) {
      return daemon.isOfRoot() || isOf(daemon, owner);
    }
    return IdMap.of(daemon, "uid_map").inside(owner, -1) >= 0;
  }

  /** By all its user IDs: one that any user started of a set-user-ID program has others too. */
  private static boolean isOf(ContainerProcess daemon, long user) throws IOException {
    String line = "Uid:" + ("\t" + user).repeat(4);
    return daemon.text("status").lines().anyMatch(line::equals);
  }
}
