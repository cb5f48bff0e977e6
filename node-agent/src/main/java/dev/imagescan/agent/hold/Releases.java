package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlannedMount;
import dev.imagescan.api.v1alpha1.ReleasedCarrier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * Ends those that it has not ended yet; one that cannot be ended is tried again next time. The
   * plan may be made from an older state than ours: what we hold decides.
   *
   * @param planned the mounts that are wanted
   * @param held the mounts that may be there
   */
  public void step(
      List<ReleasedCarrier> released, List<PlannedMount> planned, List<MountResult> held) {
    ended.retainAll(released);
    if (mounting.disabled().isPresent()) {
      return;
    }
    Set<String> used =
        Stream.concat(planned.stream(), held.stream().map(MountResult::planned))
            .map(mount -> mount.source().podUID())
            .collect(Collectors.toSet());
    released.stream()
        .filter(carrier -> !ended.contains(carrier) && !used.contains(carrier.podUID()))
        .forEach(this::end);
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
