package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.MountSource;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.plan.Target;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A mount that a scan wants in a running container.
 *
 * @param scan the scan
 * @param target the container
 * @param mountPath where, as the container sees it
 * @param readOnly whether the container may only read it
 * @param origin of what it is a clone
 * @param id which scan, pod, container and mount point it is; a restarted container keeps it
 */
public record WantedMount(
    ImageScan scan, Target target, String mountPath, boolean readOnly, Origin origin, String id) {

  /** The order of plans and lists. */
  public static final Comparator<WantedMount> ORDER =
      Comparator.comparing(WantedMount::target, Target.ORDER)
          .thenComparing(WantedMount::mountPath)
          .thenComparing(WantedMount::id);

  private static final int ID_BYTES = 16;

  /** A mount whose ID follows from the rest. */
  WantedMount(ImageScan scan, Target target, String mountPath, boolean readOnly, Origin origin) {
    this(scan, target, mountPath, readOnly, origin, id(scan, target, mountPath));
  }

  private static String id(ImageScan scan, Target target, String mountPath) {
    return Hash.of(
        ID_BYTES,
        Stream.of(
            scan.getMetadata().getUid(), target.pod().uid(), target.container().name(), mountPath));
  }

  /** How plans name a scan: namespace/name. */
  public static String nameOf(ImageScan scan) {
    return scan.getMetadata().getNamespace() + "/" + scan.getMetadata().getName();
  }

  /** Whether it is to be made if it is not there: not for suspended scans, not in leaving pods. */
  public boolean fresh() {
    return fresh(scan, target.pod());
  }

  static boolean fresh(ImageScan scan, PodView pod) {
    return !pod.leaving() && !scan.getSpec().suspended();
  }

  /** The plan for it from that source. */
  PlannedMount planned(MountSource source) {
    return new PlannedMount(
        id,
        nameOf(scan),
        target.pod().name(),
        target.pod().uid(),
        target.container().name(),
        target.container().containerID(),
        mountPath,
        readOnly,
        scan.getSpec().inject().makeMountPoints(),
        source);
  }

  /** What was planned before, for the container as it runs now. */
  PlannedMount kept(PlannedMount before) {
    return new PlannedMount(
        id,
        before.scan(),
        target.pod().name(),
        target.pod().uid(),
        target.container().name(),
        target.container().containerID(),
        mountPath,
        before.readOnly(),
        before.makeMountPoint(),
        before.source());
  }
}
