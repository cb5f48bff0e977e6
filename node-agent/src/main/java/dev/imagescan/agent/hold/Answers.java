package dev.imagescan.agent.hold;

import dev.imagescan.agent.attempt.Retries;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Instant;
import java.util.Optional;

/** Writes down what came of what was tried. One thread may use it. */
final class Answers {

  private static final String READ_ONLY_NOW =
      "the container has mounted something else over it, so that it cannot be unmounted; it is"
          + " read-only now, and goes with the container";

  private final HeldMounts held;
  private final Retries retries;
  private final Placing placing;
  private final MountMeter meter;

  Answers(HeldMounts held, Retries retries, Placing placing, MountMeter meter) {
    this.held = held;
    this.retries = retries;
    this.placing = placing;
    this.meter = meter;
  }

  void take(Answer answer, Instant now) {
    switch (answer) {
      case Answer.Cloned cloned -> placing.add(cloned, now);
      case Answer.NotCloned not -> notCloned(not, now);
      case Answer.Placed placed -> placed(placed, now);
      case Answer.NotPlaced not -> notPlaced(not, now);
      case Answer.Sights sights -> sights.seen().forEach((id, seen) -> held.saw(id, seen, now));
      case Answer.Cleared cleared -> cleared(cleared, now);
      case Answer.Removed removed -> removed(removed, now);
      case Answer.MadeReadOnly made -> madeReadOnly(made, now);
    }
  }

  /** An old mount that could not be replaced is still there, and says why it is the old one. */
  private void notCloned(Answer.NotCloned not, Instant now) {
    failed(not.action().id(), not.reason(), now);
    Optional<MountResult> before = held.get(not.action().id());
    boolean isOldThere =
        not.action() instanceof Action.Replace(_, MountResult old) && !Aside.is(old);
    MountResult entry =
        isOldThere && before.isPresent()
            ? Entries.with(before.get(), MountState.MOUNTED, not.reason(), not.message(), now)
            : failure(not.action(), before, not.reason(), not.message(), now);
    held.put(entry);
  }

  private static MountResult failure(
      Action.Make action,
      Optional<MountResult> before,
      String reason,
      String message,
      Instant now) {
    PlannedMount planned = action.planned();
    PlacedMount left =
        before
            .filter(entry -> Decision.isOfContainer(entry, planned))
            .map(MountResult::placed)
            .orElse(null);
    MountResult failed = Entries.failed(planned, left, reason, message, now);
    return before.map(entry -> Entries.keepTime(entry, failed)).orElse(failed);
  }

  private void failed(String id, String reason, Instant now) {
    retries.failed(id, now);
    meter.failed(reason);
  }

  private void placed(Answer.Placed placed, Instant now) {
    String id = placed.action().id();
    PlacedMount expected = held.get(id).map(MountResult::placed).orElse(null);
    held.put(
        Entries.mounted(
            placed.action().planned(), Entries.alsoMade(placed.placed(), expected), now));
    held.forgetSights(id);
    if (placed.action() instanceof Action.Mount) {
      held.saw(id, new Seen.OnTop(placed.placed()), now);
    }
    retries.succeeded(id);
    meter.mounted(placed.nanos());
  }

  private void notPlaced(Answer.NotPlaced not, Instant now) {
    String id = not.action().id();
    failed(id, not.reason(), now);
    held.put(failure(not.action(), held.get(id), not.reason(), not.message(), now));
    held.forgetSights(id);
  }

  private void cleared(Answer.Cleared cleared, Instant now) {
    String id = cleared.action().id();
    held.forgetSights(id);
    if (cleared.not().isEmpty()) {
      held.saw(id, new Seen.Cleared(), now);
      return;
    }
    Mounter.Obstacle why = cleared.not().get();
    failed(id, why.reason(), now);
    held.put(
        Entries.with(cleared.action().held(), MountState.FAILED, why.reason(), why.message(), now));
    held.saw(id, new Seen.Tried(), now);
  }

  private void removed(Answer.Removed removed, Instant now) {
    String id = removed.action().id();
    held.forgetSights(id);
    if (removed.left().isEmpty()) {
      held.drop(id);
      return;
    }
    Mounter.Obstacle why = removed.left().get();
    held.put(
        Entries.with(removed.action().held(), MountState.BUSY, why.reason(), why.message(), now));
    held.saw(id, new Seen.Tried(), now);
  }

  private void madeReadOnly(Answer.MadeReadOnly made, Instant now) {
    MountResult entry = made.action().held();
    String reason = made.not().map(Mounter.Obstacle::reason).orElse(Entries.COVERED_READ_ONLY);
    String message = made.not().map(Mounter.Obstacle::message).orElse(READ_ONLY_NOW);
    held.put(Entries.with(entry, MountState.SHADOWED, reason, message, now));
    held.saw(made.action().id(), new Seen.Tried(), now);
  }
}
