package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.util.Optional;

/**
 * What is to be done for a mount that the plan asks for, once what is held at its place was looked
 * at. What the container does to its own mounts is respected: one that it unmounted or covered is
 * reported, and nothing is put on top.
 */
final class WantedMount {

  private static final String MOUNTED_LATER =
      "the container has unmounted it; it is mounted again when the plan for it changes, or when"
          + " the container restarts";

  private final Situation situation;
  private final Situation.Place place;
  private final PlannedMount planned;

  WantedMount(Situation situation, Situation.Place place) {
    this.situation = situation;
    this.place = place;
    this.planned = place.planned();
  }

  Optional<Action> decide() {
    MountResult held = place.main();
    if (held == null || held.placed() == null) {
      return make(held);
    }
    if (!Decision.isOfContainer(held, planned)) {
      return Optional.of(new Action.SetAside(held));
    }
    return switch (situation.seen(held)) {
      case Seen.Ended _ -> Optional.of(new Action.Drop(place.id()));
      case Seen.Tried _ -> Optional.empty();
      case Seen.Unknown unknown -> unknown(held, unknown);
      case Seen.OnTop(PlacedMount placed) -> onTop(seen(held, placed));
      case Seen.Covered(PlacedMount placed) -> covered(held, seen(held, placed));
      case Seen.Gone _ -> gone(held);
      case Seen.Cleared _ -> make(held);
    };
  }

  /** The entry with the IDs that were seen. */
  private static MountResult seen(MountResult held, PlacedMount placed) {
    return new MountResult(
        held.planned(),
        held.state(),
        held.reason(),
        held.message(),
        held.time(),
        Entries.alsoMade(placed, held.placed()));
  }

  /** Nothing of it is there; perhaps an earlier mount of ours that it is to replace. */
  private Optional<Action> make(MountResult held) {
    if (situation.disabled().isPresent()) {
      String why = situation.disabled().get();
      MountResult failed = Entries.failed(planned, null, Entries.DISABLED, why, situation.now());
      return note(held, held == null ? failed : Entries.keepTime(held, failed));
    }
    if (!situation.mayTry(place.id())) {
      return Optional.empty();
    }
    return Optional.of(
        topmost()
            .<Action>map(old -> new Action.Replace(planned, old))
            .orElseGet(() -> new Action.Mount(planned, last())));
  }

  private Optional<Action> unknown(MountResult held, Seen.Unknown unknown) {
    if (held.state() != MountState.MOUNTING) {
      return Optional.empty();
    }
    return note(
        held,
        Entries.with(
            held, MountState.FAILED, unknown.reason(), unknown.message(), situation.now()));
  }

  private Optional<Action> onTop(MountResult held) {
    if (isAsWanted(held)) {
      MountResult mounted = Entries.mounted(planned, held.placed(), situation.now());
      return note(place.main(), Entries.keepTime(held, mounted));
    }
    if (last().isEmpty() && situation.mayTry(place.id())) {
      return Optional.of(new Action.Replace(planned, held));
    }
    return held.state() == MountState.MOUNTED
        ? Optional.empty()
        : note(place.main(), Entries.mounted(held.planned(), held.placed(), situation.now()));
  }

  private Optional<Action> covered(MountResult held, MountResult seen) {
    PlannedMount what = isAsWanted(held) ? planned : held.planned();
    return note(held, Entries.covered(seen, what, topmost().isPresent(), situation.now()));
  }

  private Optional<Action> gone(MountResult held) {
    return switch (held.state()) {
      case MOUNTING -> clear(held);
      case MOUNTED, SHADOWED -> unmounted(held);
      case FAILED -> Entries.UNMOUNTED.equals(held.reason()) ? unmounted(held) : clear(held);
      case BUSY -> Optional.of(new Action.SetAside(held));
    };
  }

  private Optional<Action> clear(MountResult held) {
    return situation.mayTry(place.id()) ? Optional.of(new Action.Clear(held)) : Optional.empty();
  }

  private Optional<Action> unmounted(MountResult held) {
    if (!isAsWanted(held)) {
      return Optional.of(new Action.SetAside(held));
    }
    return note(
        held,
        Entries.with(held, MountState.FAILED, Entries.UNMOUNTED, MOUNTED_LATER, situation.now()));
  }

  /** An earlier mount of ours that the container sees at this place. */
  private Optional<MountResult> topmost() {
    return place.asides().stream()
        .filter(aside -> Decision.isOfContainer(aside, planned))
        .filter(aside -> situation.seen(aside) instanceof Seen.OnTop)
        .findFirst();
  }

  private Optional<MountResult> last() {
    return place.asides().stream()
        .filter(aside -> Decision.isOfContainer(aside, planned))
        .reduce((_, later) -> later);
  }

  private boolean isAsWanted(MountResult held) {
    PlannedMount was = held.planned();
    return was.mountPath().equals(planned.mountPath())
        && was.readOnly().equals(planned.readOnly())
        && was.source().equals(planned.source())
        && (planned.readOnly() || !Entries.COVERED_READ_ONLY.equals(held.reason()));
  }

  /** Writes down what has changed; nothing when nothing has. */
  static Optional<Action> note(MountResult before, MountResult now) {
    return now.equals(before) ? Optional.empty() : Optional.of(new Action.Note(now));
  }
}
