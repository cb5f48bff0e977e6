package dev.imagescan.agent.node;

import dev.imagescan.agent.inspect.Inspector;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.PlannedContainer;
import dev.imagescan.api.v1alpha1.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The reading of one image below the containers of a node that run it. */
record ReadImage(
    String imageReport,
    List<PlannedContainer> running,
    Inspector inspector,
    String nodeName,
    AgentMetrics metrics)
    implements InspectionAttempt {

  @Override
  public Outcome run() {
    long started = System.nanoTime();
    Optional<ImageReportStatus> status = inspector.read(running);
    status.ifPresent(read -> metrics.imageRead(read.state(), System.nanoTime() - started));
    return new Outcome.OfImage(imageReport, status);
  }

  @Override
  public Outcome failed(String reason, String message) {
    metrics.imageRead(State.FAILED, 0);
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new Outcome.OfImage(
        imageReport, Optional.of(ImageReportStatus.failed(reason, message, nodeName, time)));
  }
}
