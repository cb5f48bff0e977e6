package dev.imagescan.operator.progress;

import dev.imagescan.operator.cluster.CarrierView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far the carrier of a volume is, in the words of whoever holds it up. */
final class CarrierProgress {

  private CarrierProgress() {}

  /**
   * What is to be said of a mount for which there is no refusal.
   *
   * @param same the carriers of its key, the ending ones included
   */
  static MountWord of(List<CarrierView> same, Instant now) {
    Optional<CarrierView> usable = same.stream().filter(c -> !c.ending()).min(CarrierView.ORDER);
    return usable
        .map(carrier -> starting(carrier, now))
        .or(() -> same.stream().findFirst().map(CarrierProgress::ending))
        .orElseGet(() -> MountWord.carrierPending("A carrier for its volumes is being started."));
  }

  private static MountWord ending(CarrierView carrier) {
    return MountWord.carrierPending(
        "The carrier "
            + carrier.name()
            + " is being taken away"
            + carrier.obstacle().map(o -> ": " + words(o)).orElse("")
            + ". Another is started when its node takes pods.");
  }

  private static MountWord starting(CarrierView carrier, Instant now) {
    if (carrier.containerID().isPresent()) {
      return MountWord.soon();
    }
    if (carrier.obstacle().isPresent()) {
      return MountWord.stuck(
          "CarrierPending",
          "The carrier " + carrier.name() + " cannot start: " + words(carrier.obstacle().get()));
    }
    String text = "The carrier " + carrier.name() + " has been starting since " + carrier.created();
    return carrier.created().plus(Mounts.CARRIER_START).isBefore(now)
        ? MountWord.stuck("CarrierPending", text + ". See why with: " + describe(carrier))
        : MountWord.carrierPending(text + ".");
  }

  private static String describe(CarrierView carrier) {
    return "kubectl describe pod -n " + carrier.namespace() + " " + carrier.name();
  }

  private static String words(CarrierView.Obstacle obstacle) {
    return obstacle.message().isEmpty()
        ? obstacle.reason()
        : obstacle.reason() + ": " + obstacle.message();
  }
}
