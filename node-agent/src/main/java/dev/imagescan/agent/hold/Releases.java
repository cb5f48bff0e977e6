package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the carriers that the plan releases, each once: their preStop hook would go on waiting for
 * minutes, with nothing left to wait for. One thread may use it.
 */
public final class Releases {

  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  private final Mounting mounting;
  private final Set<ReleasedCarrier> ended = new HashSet<>();

  /** Ends carriers by the mounter, if that may do anything. */
  public Releases(Mounting mounting) {
    this.mounting = mounting;
  }

  /** Ends those that it has not ended yet; one that cannot be ended is tried again next time. */
  public void step(List<ReleasedCarrier> released) {
    ended.retainAll(released);
    for (ReleasedCarrier carrier : released) {
      if (mounting.disabled().isEmpty() && !ended.contains(carrier)) {
        end(carrier);
      }
    }
  }

  private void end(ReleasedCarrier carrier) {
    try {
      mounting.mounter().release(carrier);
      ended.add(carrier);
      log.info("the carrier with the UID {} is empty and was ended", carrier.podUID());
    } catch (MountFailure e) {
      log.warn("the carrier with the UID {} is not ended: {}", carrier.podUID(), e.getMessage());
    }
  }
}
