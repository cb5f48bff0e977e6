package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import java.util.Optional;

/** What one inspection found out. */
sealed interface Outcome {

  /** About a container. */
  record OfContainer(PlannedContainer container, ContainerReportStatus status) implements Outcome {}

  /** About the node itself. */
  record OfNode(PlannedNode planned, NodeReportStatus status) implements Outcome {}

  /** About an image; empty when no container runs it here any more. */
  record OfImage(String imageReport, Optional<ImageReportStatus> status) implements Outcome {

    /** Whether its packages are known now. */
    boolean isRead() {
      return status.filter(read -> read.state() == State.INSPECTED).isPresent();
    }
  }
}
