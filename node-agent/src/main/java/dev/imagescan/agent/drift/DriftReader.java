package dev.imagescan.agent.drift;

import dev.imagescan.agent.layers.Layers;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import dev.imagescan.api.v1alpha1.FileChange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Finds out what one container changed. Has no state. */
public final class DriftReader {

  private static final String UPPER = "UpperDirectory";

  /** Two of these entries are one file: that of the container, and that of the image. */
  private static final Budget.Limits WALK =
      new Budget.Limits(150_000, 512L << 20, 128L << 20, 256, Duration.ofSeconds(15));

  /** The databases of a large distribution, and the files that are listed. */
  private static final Budget.Limits DATABASES =
      new Budget.Limits(200_000, 512L << 20, 256L << 20, 64, Duration.ofSeconds(10));

  private DriftReader() {}

  /**
   * Compares a container with its image, and looks through its mounts for programs.
   *
   * @param process the container's first
   * @param table its mounts
   * @param volumes of its pod
   */
  public static DriftOutcome read(
      ContainerProcess process, Layers layers, MountTable table, PodVolumes volumes)
      throws IOException {
    Users users = Users.of(process);
    FoundPrograms programs = new FoundPrograms();
    Tally tally = new Tally(new RuntimeMade(table), programs);
    try {
      layers.changes(tally, users, new Budget(WALK));
    } catch (UnreadableException e) {
      tally.passedOver(e);
    }
    MountedPrograms mounted = new MountedPrograms(volumes, programs, tally::passedOver);
    mounted.search(process, table);
    Drift drift = described(process, tally, users, mounted);
    return new DriftOutcome(drift, programs.findings(), tally.problems());
  }

  /** Databases are read only for what is listed, and not at all for a container without drift. */
  private static Drift described(
      ContainerProcess process, Tally tally, Users users, MountedPrograms mounted) {
    List<String> paths = tally.worst().stream().map(Change::path).toList();
    if (paths.isEmpty()) {
      return describe(tally, new Entries(users, PackageFiles.NONE), mounted);
    }
    try (ContainerRoot root = ContainerRoot.of(process, new Budget(DATABASES))) {
      PackageFiles packages = PackageRecords.of(root, paths, tally::passedOver);
      return describe(tally, new Entries(users, packages), mounted);
    } catch (UnreadableException e) {
      tally.passedOver(e);
      return describe(tally, new Entries(users, PackageFiles.NONE), mounted);
    }
  }

  private static Drift describe(Tally tally, Entries entries, MountedPrograms mounted) {
    List<DriftEntry> worst = tally.worst().stream().map(entries::describe).toList();
    return new Drift(
        UPPER,
        tally.count(FileChange.ADDED),
        tally.count(FileChange.CHANGED),
        tally.count(FileChange.REMOVED),
        tally.size().bytes(),
        tally.size().inodes(),
        worst,
        tally.folders().counted(),
        mounted.count(),
        mounted.first(),
        tally.isIncomplete() ? Boolean.TRUE : null);
  }
}
