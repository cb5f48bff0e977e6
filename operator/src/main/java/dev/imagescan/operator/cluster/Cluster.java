package dev.imagescan.operator.cluster;

import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.NodeScan;
import dev.imagescan.api.v1alpha1.Scan;
import java.util.Collection;
import java.util.Optional;

/**
 * The state of the cluster, as far as it is known now. Answers come from memory and are cheap; two
 * questions may be answered from different moments, so a decision must come right when it is made
 * again: whoever decides from this listens to this, so that no change is missed between two
 * watches.
 */
public interface Cluster {

  /** The finalizer of a scan that injects. */
  String FINALIZER = "imagescan.dev/injection";

  /** Every ImageScan and ClusterImageScan that is not being deleted. */
  Collection<Scan> scans();

  /**
   * Every ImageScan that asks for mounts or may have some: with {@code spec.inject} or our
   * finalizer, also while it is being deleted.
   */
  Collection<ImageScan> injections();

  /** Those of {@link #injections()} in a namespace. */
  Collection<ImageScan> injectionsIn(String namespace);

  /** The scans that can match pods of a namespace: its own, and those of the whole cluster. */
  Collection<Scan> scansOver(String namespace);

  /** Every pod. */
  Collection<PodView> pods();

  /** The pods that are bound to a node. */
  Collection<PodView> podsOnNode(String node);

  /** The pods of a namespace. */
  Collection<PodView> podsInNamespace(String namespace);

  /** The pods in which a container runs an image of this digest. */
  Collection<PodView> podsRunning(String digest);

  /** Every node. */
  Collection<NodeView> nodes();

  /** The node of that name. */
  Optional<NodeView> node(String name);

  /** The namespace of that name. */
  Optional<NamespaceView> namespace(String name);

  /** The plan and progress of a node. */
  Optional<NodeScan> nodeScan(String node);

  /** The report of that name. */
  Optional<ImageReportView> imageReport(String name);

  /** Every NodeScan. */
  Collection<NodeScan> nodeScans();

  /** Every carrier, those of scans that are gone included. */
  Collection<CarrierView> carriers();

  /** The carriers that were made for a node. */
  Collection<CarrierView> carriersOn(String node);

  /** The carriers of the scan with that UID. */
  Collection<CarrierView> carriersOf(String scanUid);

  /** Whether this installation injects, and with what. */
  InjectionSettings injection();
}
