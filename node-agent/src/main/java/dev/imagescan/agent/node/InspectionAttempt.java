package dev.imagescan.agent.node;

import dev.imagescan.agent.attempt.Attempts;
import java.time.Duration;

/** Something to find out about a container or an image. */
interface InspectionAttempt extends Attempts.Attempt<Outcome> {

  /** The outcome when it ended without one. */
  Outcome failed(String reason, String message);

  @Override
  default Outcome broken(String message) {
    return failed("InternalError", message);
  }

  @Override
  default Outcome late(Duration limit) {
    return failed(
        "Stuck",
        "the inspection did not come back within "
            + limit.toSeconds()
            + " s; a file system of the container may not answer");
  }
}
