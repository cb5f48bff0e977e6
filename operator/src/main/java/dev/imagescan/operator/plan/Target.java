package dev.imagescan.operator.plan;

import dev.imagescan.operator.cluster.ContainerView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import java.util.Comparator;
import java.util.Optional;

/**
 * A running container that a scan matches.
 *
 * @param pod its pod
 * @param container the container
 * @param node the node that it runs on
 */
public record Target(PodView pod, ContainerView container, NodeView node) {

  /** By namespace, pod, container and ID: the order of plans and of failures. */
  public static final Comparator<Target> ORDER =
      Comparator.comparing((Target t) -> t.pod().namespace())
          .thenComparing(t -> t.pod().name())
          .thenComparing(t -> t.container().name())
          .thenComparing(t -> t.container().containerID());

  /** Its image, when the runtime gives a digest. */
  public Optional<ImageKey> image() {
    return Optional.ofNullable(container.digest()).map(digest -> ImageKey.on(node, digest));
  }
}
