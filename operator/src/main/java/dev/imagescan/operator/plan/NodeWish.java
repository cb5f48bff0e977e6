package dev.imagescan.operator.plan;

import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.cluster.NodeView;
import java.time.Instant;
import java.util.Optional;

/**
 * What all scans together want of a node itself.
 *
 * @param planned what its agent is told: null when no scan wants anything, nothing to inspect when
 *     only suspended scans do, so that what was found stays
 * @param nextRound when a scan asks for it anew, if one does
 */
record NodeWish(PlannedNode planned, Optional<Instant> nextRound) {

  /** What is wanted of a node at a time. */
  static NodeWish of(NodeView node, Cluster cluster, Instant now) {
    Asked asked = new Asked();
    boolean wanted = false;
    for (Scan scan : cluster.scans()) {
      if (Selection.looksAt(scan, node)) {
        wanted = true;
        if (!scan.getSpec().suspended()) {
          asked.add(Selection.ofNodes(scan), Round.of(scan, now));
          asked.after(Selection.start(scan, node));
        }
      }
    }
    return new NodeWish(
        wanted ? new PlannedNode(asked.inspect(), asked.inspectAfter()) : null, asked.nextRound());
  }
}
