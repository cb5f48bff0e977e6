package dev.imagescan.agent.node;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import java.util.Set;

/**
 * The inspection of one container.
 *
 * @param givers UIDs of other pods, whose volumes were put into it by us
 */
record InspectContainer(
    PlannedContainer container, Set<String> givers, Inspector inspector, AgentMetrics metrics)
    implements InspectionAttempt {

  @Override
  public Outcome run() {
    long started = System.nanoTime();
    ContainerReportStatus status = inspector.inspect(container, givers);
    metrics.containerInspected(status.state(), System.nanoTime() - started);
    return new Outcome.OfContainer(container, status);
  }

  @Override
  public Outcome failed(String reason, String message) {
    metrics.containerInspected(State.FAILED, 0);
    return new Outcome.OfContainer(container, ContainerReportStatus.failed(reason, message));
  }
}
