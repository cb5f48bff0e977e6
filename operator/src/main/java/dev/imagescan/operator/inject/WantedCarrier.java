package dev.imagescan.operator.inject;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodTraits;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A carrier that a scan needs on a node.
 *
 * @param scan the scan
 * @param node the node
 * @param group what of the targets' security context it copies
 * @param key which of the carriers of scan and node it is
 * @param tolerations the targets' own, together
 * @param imagePullSecrets the targets' own, together
 * @param fresh whether it is to be made if it is not there
 */
public record WantedCarrier(
    ImageScan scan,
    NodeView node,
    Group group,
    String key,
    List<PodTraits.Tolerated> tolerations,
    List<String> imagePullSecrets,
    boolean fresh) {

  private static final int MOST_COPIED = 32;
  private static final int KEY_BYTES = 8;

  private static final Comparator<PodTraits.Tolerated> ORDER =
      Comparator.comparing(PodTraits.Tolerated::toString);

  /** Lists are copied. */
  public WantedCarrier {
    tolerations = List.copyOf(tolerations);
    imagePullSecrets = List.copyOf(imagePullSecrets);
  }

  /** The key of a carrier: another volume, another carrier. */
  static String key(ImageScan scan, String volumes, NodeView node, Group group) {
    return Hash.of(
        KEY_BYTES, Stream.of(scan.getMetadata().getUid(), node.name(), group.toString(), volumes));
  }

  /** Its beginning, for a target. */
  static WantedCarrier of(
      ImageScan scan, NodeView node, String key, PodTraits traits, boolean fresh) {
    return new WantedCarrier(
        scan, node, Group.of(traits), key, traits.tolerations(), traits.imagePullSecrets(), fresh);
  }

  /** The same, for the targets of both. */
  WantedCarrier and(WantedCarrier other) {
    return new WantedCarrier(
        scan,
        node,
        group,
        key,
        together(tolerations, other.tolerations, ORDER),
        together(imagePullSecrets, other.imagePullSecrets, Comparator.naturalOrder()),
        fresh || other.fresh);
  }

  private static <T> List<T> together(List<T> one, List<T> two, Comparator<? super T> order) {
    if (one.equals(two)) {
      return one;
    }
    TreeSet<T> all = new TreeSet<>(order);
    all.addAll(one);
    all.addAll(two);
    return all.stream().limit(MOST_COPIED).toList();
  }
}
