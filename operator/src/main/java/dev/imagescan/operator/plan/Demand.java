package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.PodView;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who wants the packages of an image, and which nodes could read them.
 *
 * @param ready ready nodes that run the image in a container whose packages are to be read
 * @param others nodes that run it so, but are not ready
 * @param used whether any scan, suspended ones included, shows this image's packages
 * @param retryAfter a failure older than this is tried on another node; null is never
 */
public record Demand(
    SortedSet<String> ready, SortedSet<String> others, boolean used, Instant retryAfter) {

  /** What all scans want of an image. */
  public static Demand of(ImageKey image, Cluster cluster, Instant now) {
    SortedSet<String> ready = new TreeSet<>();
    SortedSet<String> others = new TreeSet<>();
    boolean used = false;
    Instant retryAfter = null;
    for (PodView pod : cluster.podsRunning(image.digest())) {
      for (Scan scan : cluster.scansOver(pod.namespace())) {
        if (shows(scan, pod, image, cluster)) {
          used = true;
          if (!scan.getSpec().suspended()) {
            cluster.node(pod.nodeName()).ifPresent(n -> (n.ready() ? ready : others).add(n.name()));
            retryAfter = later(retryAfter, Round.of(scan, now).map(Round::start));
          }
        }
      }
    }
    return new Demand(ready, others, used, retryAfter);
  }

  /** The nodes that may be asked: the ready ones, or all of them if none is ready. */
  public SortedSet<String> candidates() {
    return ready.isEmpty() ? others : ready;
  }

  private static boolean shows(Scan scan, PodView pod, ImageKey image, Cluster cluster) {
    return scan.getSpec().inspect().contains(Inspection.PACKAGES)
        && Selection.targets(scan, pod, cluster)
            .anyMatch(target -> target.image().filter(image::equals).isPresent());
  }

  private static Instant later(Instant known, Optional<Instant> other) {
    return other.filter(time -> known == null || time.isAfter(known)).orElse(known);
  }
}
