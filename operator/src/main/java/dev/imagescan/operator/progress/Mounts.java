package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountCounts;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.inject.WantedMount;
import dev.imagescan.operator.inject.Wants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How far a scan's mounts are, before it is put into words and cut to its bounds.
 *
 * @param asked whether the scan asks for mounts and is not being deleted
 * @param installed whether this installation injects
 * @param remains what is left of a scan that is being deleted, by the node's name
 * @param all the mounts that it asks for, and those that are to go and are still used; problems
 *     first
 */
public record Mounts(
    boolean asked, boolean installed, SortedMap<String, Remains> remains, List<Mount> all) {

  /** How a mount stands, the worst first. */
  public enum Standing {
    /** It could not be made, or is of no use. */
    FAILED,
    /** It is to go and is still used. */
    BUSY,
    /** It is still to be made, and that needs somebody to look. */
    STUCK,
    /** It is still to be made. */
    PENDING,
    /** It is there. */
    MOUNTED
  }

  /**
   * One mount.
   *
   * @param standing how it stands
   * @param summary what the status says of it
   */
  public record Mount(Standing standing, MountSummary summary) {}

  /** How long a carrier may take before somebody is asked to look: images may have to be pulled. */
  public static final Duration CARRIER_START = Duration.ofMinutes(1);

  private static final SortedMap<String, Remains> NOTHING =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  private static final Comparator<Mount> ORDER =
      Comparator.comparing(Mount::standing)
          .thenComparing(mount -> mount.summary().pod())
          .thenComparing(mount -> mount.summary().container())
          .thenComparing(mount -> mount.summary().mountPath());

  /** Mounts are copied and put in order. */
  public Mounts {
    all = all.stream().sorted(ORDER).toList();
  }

  /** How far the mounts of a scan are at a time; empty when it has nothing to do with mounts. */
  public static Optional<Mounts> of(
      ImageScan scan, Cluster cluster, Refusals refusals, Absence absence, Instant now) {
    if (scan.getSpec().inject() == null && !scan.hasFinalizer(Cluster.FINALIZER)) {
      return Optional.empty();
    }
    boolean asked = scan.getSpec().inject() != null && !scan.isMarkedForDeletion();
    MountAnswers answers = new MountAnswers(scan, cluster, refusals, absence, now);
    List<Mount> all = new ArrayList<>();
    if (asked) {
      Wants.asked(scan, cluster.podsInNamespace(scan.getMetadata().getNamespace()), cluster)
          .mounts()
          .stream()
          .filter(mount -> !mount.target().pod().leaving())
          .map(answers::of)
          .forEach(all::add);
    }
    cluster.nodeScans().forEach(nodeScan -> busy(scan, nodeScan).forEach(all::add));
    SortedMap<String, Remains> remains = asked ? NOTHING : Remains.of(scan, cluster);
    Mounts mounts = new Mounts(asked, cluster.injection().enabled(), remains, all);
    return asked || !mounts.all().isEmpty() || scan.isMarkedForDeletion()
        ? Optional.of(mounts)
        : Optional.empty();
  }

  private static Stream<Mount> busy(ImageScan scan, NodeScan nodeScan) {
    return nodeScan.getStatus() == null
        ? Stream.empty()
        : nodeScan.getStatus().mounts().stream()
            .filter(result -> result.state() == MountState.BUSY)
            .filter(result -> result.planned().scan().equals(WantedMount.nameOf(scan)))
            .map(result -> new Mount(Standing.BUSY, summary(result, nodeScan)));
  }

  private static MountSummary summary(MountResult result, NodeScan nodeScan) {
    return new MountSummary(
        result.planned().pod(),
        result.planned().container(),
        result.planned().mountPath(),
        nodeScan.getMetadata().getName(),
        "Busy",
        result.reason(),
        result.message(),
        null);
  }

  /** How many are wanted, and how many of them are there or failed. */
  public MountCounts counts() {
    int busy = count(Standing.BUSY);
    return new MountCounts(all.size() - busy, count(Standing.MOUNTED), count(Standing.FAILED));
  }

  /** How many stand so. */
  public int count(Standing standing) {
    return (int) all.stream().filter(mount -> mount.standing() == standing).count();
  }

  /** The first that stands so. */
  public Optional<MountSummary> first(Standing standing) {
    return all.stream()
        .filter(mount -> mount.standing() == standing)
        .map(Mount::summary)
        .findFirst();
  }
}
