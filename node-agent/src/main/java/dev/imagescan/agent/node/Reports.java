package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ContainerReportSpec;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.NodeScanStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Optional;

/**
 * Where an agent's findings go. Every call may throw a {@link
 * io.fabric8.kubernetes.client.KubernetesClientException}, after which it can be made again.
 */
interface Reports {

  /** A report's place. */
  record Key(String namespace, String name) {}

  /**
   * This node's status as it was last written, by whomever; empty when there is none. Unlike what a
   * watch tells it is never older than the last write.
   */
  Optional<NodeScanStatus> lastStatus();

  /** The container reports of this node, whoever wrote them. */
  List<Key> ofThisNode();

  /**
   * Writes a container's report as a whole, owned by its pod. That its namespace is gone is no
   * error.
   *
   * @return false when it is refused for now: the name is taken by another node's report, as after
   *     a StatefulSet's pod has moved, until the garbage collector has removed that
   */
  boolean write(PlannedContainer container, ContainerReportSpec spec, ContainerReportStatus status);

  /**
   * Deletes a container's report, if it is there and this node's.
   *
   * @return false when it is to be tried again
   */
  boolean delete(Key report);

  /**
   * Writes an image's report.
   *
   * @return false when it is not taken: the operator has given the image to another node, say
   */
  boolean write(String imageReport, ImageReportStatus status);

  /**
   * The UID of the Node that owns the report of the node itself; empty when there is none, or none
   * that this agent may write. Touches the report without changing it: an agent may read none.
   */
  Optional<String> ownerOfNodeReport();

  /**
   * Writes the node's own report as a whole.
   *
   * @param owners the NodeScan's, of which the Node becomes the report's
   * @return false when it is refused for now
   */
  boolean write(NodeReportStatus status, List<OwnerReference> owners);

  /**
   * Deletes the node's own report, if it is there.
   *
   * @return false when it is to be tried again
   */
  boolean deleteNodeReport();

  /**
   * Writes how far this node got.
   *
   * @return false when it is not taken, as when the NodeScan is gone
   */
  boolean write(NodeScanStatus status);
}
