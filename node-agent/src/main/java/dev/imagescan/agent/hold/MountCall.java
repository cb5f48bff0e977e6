package dev.imagescan.agent.hold;

import dev.imagescan.agent.attempt.Attempts;
import dev.imagescan.agent.fault.Step;
import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One call to the mounter, and how its failure is told.
 *
 * @param work what is done on a thread of its own
 * @param failed the answer for a reason and a message
 */
record MountCall(Work work, BiFunction<String, String, Answer> failed)
    implements Attempts.Attempt<Answer> {

  /** What may fail. */
  interface Work {
    Answer run() throws MountFailure;
  }

  static MountCall clone(Mounting mounting, Action.Make action) {
    return new MountCall(
        () -> {
          mounting.faults().reached(Step.BEFORE_CLONE);
          long started = System.nanoTime();
          Mounter.Prepared prepared = mounting.mounter().detach(action.planned());
          long nanos = System.nanoTime() - started;
          mounting.faults().reached(Step.AFTER_CLONE);
          return new Answer.Cloned(action, prepared, nanos);
        },
        (reason, message) -> new Answer.NotCloned(action, reason, message));
  }

  /** The clone is closed when it was not placed, and by its placing otherwise. */
  static MountCall place(Mounting mounting, Answer.Cloned cloned) {
    Action.Make action = cloned.action();
    return new MountCall(
        () -> {
          long started = System.nanoTime();
          PlacedMount placed;
          try (Mounter.Prepared prepared = cloned.prepared()) {
            placed =
                switch (action) {
                  case Action.Mount mount -> place(mounting, mount.planned(), prepared);
                  case Action.Replace replace -> replace(mounting, replace, prepared);
                };
          }
          return new Answer.Placed(action, placed, cloned.nanos() + System.nanoTime() - started);
        },
        (reason, message) -> new Answer.NotPlaced(action, reason, message));
  }

  private static PlacedMount place(
      Mounting mounting, PlannedMount planned, Mounter.Prepared prepared) throws MountFailure {
    mounting.faults().reached(Step.BEFORE_PLACE);
    PlacedMount placed = mounting.mounter().place(planned, prepared);
    mounting.faults().reached(Step.AFTER_PLACE);
    return placed;
  }

  private static PlacedMount replace(
      Mounting mounting, Action.Replace action, Mounter.Prepared prepared) throws MountFailure {
    mounting.faults().reached(Step.BEFORE_BENEATH);
    PlacedMount placed =
        mounting.mounter().replace(action.planned(), prepared, action.old().placed());
    mounting.faults().reached(Step.AFTER_UNMOUNT_OLD);
    return placed;
  }

  static MountCall look(Mounter mounter, List<MountResult> held) {
    return new MountCall(
        () -> {
          Map<String, Seen> seen = new LinkedHashMap<>();
          held.forEach(entry -> seen.put(entry.planned().id(), look(mounter, entry)));
          return new Answer.Sights(seen);
        },
        (reason, message) -> {
          Map<String, Seen> unknown = new LinkedHashMap<>();
          held.forEach(
              entry -> unknown.put(entry.planned().id(), new Seen.Unknown(reason, message)));
          return new Answer.Sights(unknown);
        });
  }

  private static Seen look(Mounter mounter, MountResult held) {
    try {
      return mounter.look(held);
    } catch (MountFailure e) {
      return new Seen.Unknown(e.reason(), e.getMessage());
    }
  }

  static MountCall remove(Mounting mounting, Action.Remove action, boolean last) {
    return new MountCall(
        () -> {
          mounting.faults().reached(Step.BEFORE_UNMOUNT);
          Optional<Mounter.Obstacle> left = mounting.mounter().remove(action.held(), last);
          mounting.faults().reached(Step.AFTER_RMDIR);
          return new Answer.Removed(action, left);
        },
        (reason, message) ->
            new Answer.Removed(action, Optional.of(new Mounter.Obstacle(reason, message))));
  }

  static MountCall clear(Mounting mounting, Action.Clear action) {
    return new MountCall(
        () -> {
          mounting.mounter().clear(action.held());
          return new Answer.Cleared(action, Optional.empty());
        },
        (reason, message) ->
            new Answer.Cleared(action, Optional.of(new Mounter.Obstacle(reason, message))));
  }

  static MountCall makeReadOnly(Mounter mounter, Action.MakeReadOnly action) {
    return new MountCall(
        () -> {
          mounter.makeReadOnly(action.held());
          return new Answer.MadeReadOnly(action, Optional.empty());
        },
        (reason, message) ->
            new Answer.MadeReadOnly(action, Optional.of(new Mounter.Obstacle(reason, message))));
  }

  @Override
  public Answer run() {
    try {
      return work.run();
    } catch (MountFailure e) {
      return failed.apply(e.reason(), e.getMessage());
    }
  }

  @Override
  public Answer broken(String message) {
    return failed.apply("InternalError", message);
  }

  @Override
  public Answer late(Duration limit) {
    return failed.apply(
        "TimedOut",
        "it did not come back within "
            + limit.toSeconds()
            + " s; a file system of the container or of the volume may not answer");
  }

  /** A clone that nobody waits for any more would pin its file system. */
  @Override
  public void cameTooLate(Answer outcome) {
    if (outcome instanceof Answer.Cloned cloned) {
      cloned.prepared().close();
    }
  }
}
