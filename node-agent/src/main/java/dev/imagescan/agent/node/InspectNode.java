package dev.imagescan.agent.node;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.PlannedNode;
import dev.imagescan.api.v1alpha1.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The inspection of the node itself. */
record InspectNode(PlannedNode planned, Inspector inspector, AgentMetrics metrics)
    implements InspectionAttempt {

  @Override
  public Outcome run() {
    long started = System.nanoTime();
    NodeReportStatus status = inspector.inspect(planned);
    metrics.nodeInspected(status.state(), System.nanoTime() - started);
    return new Outcome.OfNode(planned, status);
  }

  @Override
  public Outcome failed(String reason, String message) {
    metrics.nodeInspected(State.FAILED, 0);
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new Outcome.OfNode(planned, NodeReportStatus.failed(reason, message, time));
  }

  @Override
  public Outcome late(Duration limit) {
    return failed(
        "Stuck",
        "the inspection did not come back within "
            + limit.toSeconds()
            + " s; a disk of the node may not answer");
  }
}
