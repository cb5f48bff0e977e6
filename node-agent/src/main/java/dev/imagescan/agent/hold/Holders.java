package dev.imagescan.agent.hold;

import dev.imagescan.agent.linux.Fd;
import dev.imagescan.agent.linux.Stat;
import dev.imagescan.agent.mounts.Mount;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names who in a container holds on to a mount, or to the file system of one that is unmounted.
 * Only what kubelet keeps for the source's pod counts, and only if the container's own pod has it
 * not as well: all else stays when the source goes.
 *
 * <p>Not seen are a copy outside of the root directories of all processes that have it, and files
 * in a table that only one thread of a process has. The kernel's own answer to unmounting does not
 * depend on this.
 */
final class Holders {

  private static final String FILE_OPEN = "FileOpen";
  private static final String COPIED = "Copied";
  private static final int LONGEST_PATH = 200;

  private final Processes processes;
  private final int firstProcess;

  /** Asks the node's first process, which it is told, where kubelet has volumes. */
  Holders(Processes processes, int firstProcess) {
    this.processes = processes;
    this.firstProcess = firstProcess;
  }

  /** Why the kernel says that a mount is busy. */
  Mounter.Obstacle ofMount(PlannedMount planned, PlacedMount placed) throws IOException {
    Set<Integer> ours = new HashSet<>();
    return new HolderSearch(processes, planned)
        .run(
            (process, tables) -> {
              for (MountTable table : tables) {
                Optional<Mount> upon = noteOurs(table, placed, ours);
                if (upon.isPresent()) {
                  return obstacle(FILE_OPEN, "has a mount on it at " + shown(upon.get()));
                }
              }
              return OpenFile.first(process, (_, mountId) -> ours.contains(mountId))
                  .flatMap(path -> obstacle(FILE_OPEN, "has " + path + " open"));
            })
        .orElseGet(
            () ->
                new Mounter.Obstacle(
                    FILE_OPEN,
                    "the kernel says that it is used, and no process was seen using it"));
  }

  /** Notes the IDs of ours; returns one that the container has mounted upon them. */
  private static Optional<Mount> noteOurs(MountTable table, PlacedMount placed, Set<Integer> ours) {
    List<Mount> same =
        table.mounts().stream()
            .filter(mount -> isOf(mount, placed) && text(mount.root()).equals(placed.root()))
            .toList();
    same.forEach(mount -> ours.add(mount.id()));
    return table.mounts().stream()
        .filter(mount -> ours.contains(mount.parent()) && !same.contains(mount))
        .findFirst();
  }

  /** Who still has the file system of a mount that is unmounted; empty when nobody has. */
  Optional<Mounter.Obstacle> ofFileSystem(PlannedMount planned, PlacedMount placed)
      throws IOException {
    if (planned.podUID().equals(planned.source().podUID())) {
      return Optional.empty();
    }
    MountTable host = host();
    PodVolumes source = new PodVolumes(host, planned.source().podUID());
    PodVolumes own = new PodVolumes(host, planned.podUID());
    return new HolderSearch(processes, planned)
        .run(
            (process, tables) -> {
              for (MountTable table : tables) {
                Optional<Mount> copy =
                    table.mounts().stream()
                        .filter(mount -> isOf(mount, placed))
                        .filter(mount -> source.of(mount).isPresent() && own.of(mount).isEmpty())
                        .findFirst();
                if (copy.isPresent()) {
                  return obstacle(COPIED, "has a copy of the mount at " + shown(copy.get()));
                }
              }
              return OpenFile.first(
                      process,
                      (link, mountId) -> isDetached(process, link, mountId, source, placed))
                  .flatMap(path -> obstacle(FILE_OPEN, "has " + path + " open"));
            });
  }

  /**
   * Whether something is mounted, in any mount namespace of the container, on what was made.
   *
   * @param root the device of the container's root file system
   */
  boolean isMountedUpon(PlannedMount planned, PlacedMount placed, Stat.Device root)
      throws IOException {
    return new HolderSearch(processes, planned)
        .run(
            (process, tables) ->
                tables.stream()
                    .flatMap(table -> mountedUpon(table, placed, root))
                    .findFirst()
                    .flatMap(copy -> obstacle(COPIED, "has a mount at " + shown(copy))))
        .isPresent();
  }

  private static Stream<Mount> mountedUpon(MountTable table, PlacedMount placed, Stat.Device root) {
    boolean whole = table.mounts().stream().anyMatch(mount -> isRoot(mount, root));
    return table.mounts().stream().filter(mount -> isUpon(text(mount.mountPoint()), placed, whole));
  }

  private static boolean isRoot(Mount mount, Stat.Device root) {
    return mount.mountPoint().equals("/")
        && mount.root().equals("/")
        && mount.device().equals(root);
  }

  /**
   * A process that has changed its root shows only the end of the path.
   *
   * @param whole whether paths begin at the container's root
   */
  private static boolean isUpon(String mountPoint, PlacedMount placed, boolean whole) {
    return placed.made().stream()
        .anyMatch(
            made ->
                mountPoint.endsWith(made)
                    || (!whole && mountPoint.length() > 1 && made.endsWith(mountPoint)));
  }

  private MountTable host() throws IOException {
    try (ContainerProcess first = processes.open(firstProcess);
        Fd table = first.open("mountinfo")) {
      return MountTable.read(table);
    }
  }

  /** Whether a file is in the volume, and on a mount that no table has any more. */
  private static boolean isDetached(
      ContainerProcess process, String link, int mountId, PodVolumes source, PlacedMount placed)
      throws IOException {
    try (Fd file = process.locate(link)) {
      Stat.Device device = Stat.of(file).device();
      if (!source.have(device) || !device.toString().equals(placed.device())) {
        return false;
      }
    }
    try (Fd table = process.open("mountinfo")) {
      return MountTable.find(table, mountId).isEmpty();
    }
  }

  /** Whether a mount shows what was placed, or something in it. */
  private static boolean isOf(Mount mount, PlacedMount placed) {
    String above = placed.root().endsWith("/") ? placed.root() : placed.root() + "/";
    return mount.device().toString().equals(placed.device())
        && (text(mount.root()).equals(placed.root()) || text(mount.root()).startsWith(above));
  }

  /** A path of a mount table as the status has it. */
  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String shown(Mount mount) {
    return Printable.of(mount.mountPoint(), LONGEST_PATH);
  }

  private static Optional<Mounter.Obstacle> obstacle(String reason, String what) {
    return Optional.of(new Mounter.Obstacle(reason, what));
  }
}
