package dev.imagescan.agent.node;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;

/** The inspection of one container. */
record InspectContainer(PlannedContainer container, Inspector inspector, AgentMetrics metrics)
    implements InspectionAttempt {

  @Override
  public Outcome run() {
    long started = System.nanoTime();
    ContainerReportStatus status = inspector.inspect(container);
    metrics.containerInspected(status.state(), System.nanoTime() - started);
    return new Outcome.OfContainer(container, status);
  }

  @Override
  public Outcome failed(String reason, String message) {
    metrics.containerInspected(State.FAILED, 0);
    return new Outcome.OfContainer(container, ContainerReportStatus.failed(reason, message));
  }
}
