package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ClusterImageScanSpec;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.LabelSelector;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanTarget;
import dev.imagescan.operator.cluster.CarrierView;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.ContainerView;
import dev.imagescan.operator.cluster.NamespaceView;
import dev.imagescan.operator.cluster.NodeView;
import dev.imagescan.operator.cluster.PodView;
import dev.imagescan.operator.cluster.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which containers a scan matches, and which nodes it looks at themselves. An ImageScan never
 * matches a pod outside its namespace; pods that are being deleted, or whose node is not known,
 * match nothing.
 */
public final class Selection {

  /** What an agent runs on. */
  public static final String SUPPORTED_OS = "linux";

  /** How much later than a scan something may come to count as applied together with it. */
  public static final Duration TOGETHER = Duration.ofSeconds(5);

  /** How long a pod's start is waited for. */
  public static final Duration START = Duration.ofMinutes(2);

  private static final Set<Inspection> OF_NODES =
      EnumSet.of(Inspection.PACKAGES, Inspection.MOUNTS);

  private Selection() {}

  /** Everything that a scan matches now. */
  public static Stream<Target> targets(Scan scan, Cluster cluster) {
    return candidates(scan, cluster).stream().flatMap(pod -> targets(scan, pod, cluster));
  }

  private static Collection<PodView> candidates(Scan scan, Cluster cluster) {
    return switch (scan) {
      case ImageScan s -> cluster.podsInNamespace(s.getMetadata().getNamespace());
      case ClusterImageScan _ -> asksOf(scan, ScanTarget.PODS) ? cluster.pods() : List.of();
    };
  }

  /** The nodes that a scan looks at themselves. */
  public static Stream<NodeView> nodes(Scan scan, Cluster cluster) {
    return scan instanceof ClusterImageScan
        ? cluster.nodes().stream().filter(node -> looksAt(scan, node))
        : Stream.empty();
  }

  /** Whether a scan looks at a node itself, and not only at what its containers are. */
  public static boolean looksAt(Scan scan, NodeView node) {
    return asksOf(scan, ScanTarget.NODES)
        && reaches(scan, node)
        && SUPPORTED_OS.equals(node.operatingSystem());
  }

  /** What a scan wants to know of nodes, besides what is always looked at. */
  public static List<Inspection> ofNodes(Scan scan) {
    return scan.getSpec().inspect().stream().filter(OF_NODES::contains).toList();
  }

  /**
   * What an answer about a node must be for, at the earliest, to be one to a scan: a machine
   * changes in place, unlike a container's image, so that what an earlier scan found out is no
   * answer, and what was found out about a deleted Node is none about the next of its name. Both
   * times are the API server's.
   */
  public static Instant start(Scan scan, NodeView node) {
    Instant made = made(scan);
    return made.isAfter(node.created()) ? made : node.created();
  }

  /** Whether a scan is about that. */
  public static boolean asksOf(Scan scan, ScanTarget target) {
    return switch (scan) {
      case ImageScan _ -> target == ScanTarget.PODS;
      case ClusterImageScan s -> s.getSpec().targets().contains(target);
    };
  }

  /** Whether a scan is about pods with the labels that this one has. */
  public static boolean selects(Scan scan, PodView pod) {
    LabelSelector selector = scan.getSpec().selector();
    return asksOf(scan, ScanTarget.PODS) && selector != null && selector.matches(pod.labels());
  }

  /**
   * The pods that a scan would match and that are still starting. A scan is often applied together
   * with what it is to look at: what was there when it was made, or came within {@link #TOGETHER},
   * is waited for, but no pod longer than {@link #START}.
   */
  public static Stream<PodView> starting(Scan scan, Cluster cluster, Instant now) {
    Instant made = made(scan);
    return candidates(scan, cluster).stream()
        .filter(pod -> pod.starting() && !pod.leaving())
        .filter(pod -> !pod.created().isAfter(made.plus(TOGETHER)))
        .filter(pod -> pod.created().plus(START).isAfter(now))
        .filter(pod -> matches(scan, pod, cluster))
        .filter(pod -> pod.nodeName() == null || isWithinReach(scan, pod, cluster));
  }

  private static boolean isWithinReach(Scan scan, PodView pod, Cluster cluster) {
    return cluster.node(pod.nodeName()).filter(node -> reaches(scan, node)).isPresent();
  }

  /** When a scan was made, as far as it says. */
  public static Instant made(Scan scan) {
    return Timestamp.parse(scan.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
  }

  /** The containers of a pod that a scan matches. */
  public static Stream<Target> targets(Scan scan, PodView pod, Cluster cluster) {
    if (pod.leaving() || pod.nodeName() == null || pod.containers().isEmpty()) {
      return Stream.empty();
    }
    Optional<NodeView> node = cluster.node(pod.nodeName());
    if (node.isEmpty() || !matches(scan, pod, cluster) || !reaches(scan, node.get())) {
      return Stream.empty();
    }
    boolean carrier = pod.isCarrier(cluster.injection().carrierImage());
    return pod.containers().stream()
        .filter(container -> !(carrier && isCarriers(container, cluster)))
        .filter(container -> matches(scan.getSpec().containers(), container))
        .map(container -> new Target(pod, container, node.get()));
  }

  /** A carrier's own container is ours; one that somebody looks into it with is not. */
  private static boolean isCarriers(ContainerView container, Cluster cluster) {
    return container.image().equals(cluster.injection().carrierImage());
  }

  /**
   * The node on which a scan puts mounts into a pod's containers, if it does; that the pod is being
   * deleted does not matter: what it has it keeps until it ends. No pod that says that it is a
   * carrier gets any, whatever image it runs: carriers stay carriers when their image changes.
   */
  public static Optional<NodeView> injectedOn(ImageScan scan, PodView pod, Cluster cluster) {
    boolean gets =
        scan.getSpec().inject() != null
            && pod.nodeName() != null
            && !pod.ended()
            && matches(scan, pod, cluster)
            && !pod.labels().containsKey(CarrierView.CARRIER);
    return gets
        ? cluster.node(pod.nodeName()).filter(node -> SUPPORTED_OS.equals(node.operatingSystem()))
        : Optional.empty();
  }

  /** The running containers of such a pod into which the scan puts mounts. */
  public static Stream<Target> injected(ImageScan scan, PodView pod, NodeView node) {
    return pod.containers().stream()
        .filter(container -> matches(scan.getSpec().inject().containers(), container))
        .map(container -> new Target(pod, container, node));
  }

  private static boolean matches(Scan scan, PodView pod, Cluster cluster) {
    return selects(scan, pod)
        && switch (scan) {
          case ImageScan s -> pod.namespace().equals(s.getMetadata().getNamespace());
          case ClusterImageScan s -> reaches(s.getSpec(), pod, cluster);
        };
  }

  private static boolean reaches(Scan scan, NodeView node) {
    return switch (scan) {
      case ImageScan _ -> true;
      case ClusterImageScan s -> s.getSpec().nodeSelector().matches(node.labels());
    };
  }

  private static boolean reaches(ClusterImageScanSpec spec, PodView pod, Cluster cluster) {
    return cluster
        .namespace(pod.namespace())
        .map(NamespaceView::labels)
        .filter(spec.namespaceSelector()::matches)
        .isPresent();
  }

  private static boolean matches(List<String> patterns, ContainerView container) {
    return patterns.stream().anyMatch(pattern -> new Glob(pattern).matches(container.name()));
  }
}
