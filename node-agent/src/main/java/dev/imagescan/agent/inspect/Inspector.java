package dev.imagescan.agent.inspect;

import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.PlannedNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a plan asks for. All methods answer for whatever they meet, a hostile container
 * included, within the time of their budget; many threads may call them at once.
 */
public interface Inspector {

  /**
   * Inspects one running container; what cannot be read is a failed status with its reason.
   *
   * @param givers UIDs of other pods, whose volumes were put into this container by us
   */
  ContainerReportStatus inspect(PlannedContainer container, Set<String> givers);

  /**
   * Reads an image below one of the containers that run it, the first from which it can be read;
   * empty when none of them runs here any more.
   */
  Optional<ImageReportStatus> read(List<PlannedContainer> running);

  /** Inspects the node itself; what cannot be read is a failed status with its reason. */
  NodeReportStatus inspect(PlannedNode node);

  /** How many times a container's own files were read for its packages. */
  default long readFromContainer() {
    return 0;
  }

  /** How many times a container was seen to have its image's packages, with nothing read. */
  default long knownFromImage() {
    return 0;
  }
}
