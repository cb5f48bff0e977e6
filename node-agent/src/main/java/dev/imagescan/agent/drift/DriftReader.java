package dev.imagescan.agent.drift;

import dev.imagescan.agent.layers.Comparison;
import dev.imagescan.agent.mounts.MountTable;
import dev.imagescan.agent.mounts.PodVolumes;
import dev.imagescan.agent.process.ContainerProcess;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.ContainerRoot;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.DriftEntry;
import dev.imagescan.api.v1alpha1.FileChange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finds out what one container changed. Has no state. */
public final class DriftReader {

  private static final String UPPER = "UpperDirectory";
  private static final String MERGED = "MergedView";

  /** Two of these entries are one file: that of the container, and that of the image. */
  private static final Budget.Limits WALK =
      new Budget.Limits(150_000, 512L << 20, 128L << 20, 256, Duration.ofSeconds(15));

  /** All files are two of the image's there, and are read. */
  private static final Budget.Limits ALL =
      new Budget.Limits(1_000_000, 4L << 30, 128L << 20, 256, Duration.ofSeconds(15));

  /** The databases of a large distribution, and the files that are listed. */
  private static final Budget.Limits DATABASES =
      new Budget.Limits(200_000, 512L << 20, 256L << 20, 64, Duration.ofSeconds(10));

  private DriftReader() {}

  /**
   * Compares a container with its image, and looks through its mounts for programs.
   *
   * @param process the container's first
   * @param files its own beside its image's
   * @param table its mounts
   * @param volumes of its pod
   */
  public static DriftOutcome read(
      ContainerProcess process, Comparison files, MountTable table, PodVolumes volumes)
      throws IOException {
    Users users = Users.of(process);
    FoundPrograms programs = new FoundPrograms();
    Tally tally = new Tally(new RuntimeMade(table), programs);
    try {
      files.changes(tally, users, new Budget(files.isOwnLayer() ? WALK : ALL));
    } catch (UnreadableException e) {
      tally.passedOver(e);
    }
    MountedPrograms mounted = new MountedPrograms(volumes, programs, tally::passedOver);
    mounted.search(process, table);
    Drift drift = described(process, files, tally, users, mounted);
    return new DriftOutcome(drift, programs.findings(), tally.problems());
  }

  /** Databases are read only for what is listed, and not at all for a container without drift. */
  private static Drift described(
      ContainerProcess process,
      Comparison files,
      Tally tally,
      Users users,
      MountedPrograms mounted) {
    List<String> paths = tally.worst().stream().map(Change::path).toList();
    boolean own = files.isOwnLayer();
    if (paths.isEmpty()) {
      return describe(tally, own, new Entries(users, PackageFiles.NONE), mounted);
    }
    try (Root root = root(process, files, new Budget(DATABASES))) {
      PackageFiles packages = PackageRecords.of(root, paths, tally::passedOver);
      return describe(tally, own, new Entries(users, packages), mounted);
    } catch (UnreadableException e) {
      tally.passedOver(e);
      return describe(tally, own, new Entries(users, PackageFiles.NONE), mounted);
    }
  }

  private static Root root(ContainerProcess process, Comparison files, Budget budget)
      throws UnreadableException {
    Optional<Root> root = files.files(budget);
    return root.isPresent() ? root.get() : ContainerRoot.of(process, budget);
  }

  private static Drift describe(
      Tally tally, boolean ownLayer, Entries entries, MountedPrograms mounted) {
    List<DriftEntry> worst = tally.worst().stream().map(entries::describe).toList();
    return new Drift(
        ownLayer ? UPPER : MERGED,
        tally.count(FileChange.ADDED),
        tally.count(FileChange.CHANGED),
        tally.count(FileChange.REMOVED),
        ownLayer ? tally.size().bytes() : null,
        ownLayer ? tally.size().inodes() : null,
        worst,
        tally.folders().counted(),
        mounted.count(),
        mounted.first(),
        tally.isIncomplete() ? Boolean.TRUE : null);
  }
}
