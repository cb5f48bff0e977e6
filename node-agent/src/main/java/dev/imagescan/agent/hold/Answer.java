package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.PlacedMount;
import java.util.Map;
import java.util.Optional;

/** What came of something that was tried about mounts. */
sealed interface Answer {

  /** A source was cloned. */
  record Cloned(Action.Make action, Mounter.Prepared prepared, long nanos) implements Answer {}

  /** A source could not be cloned; nothing has changed. */
  record NotCloned(Action.Make action, String reason, String message) implements Answer {}

  /** A clone is visible. */
  record Placed(Action.Make action, PlacedMount placed, long nanos) implements Answer {}

  /** A clone could not be placed, or not quite: only a look tells what is there. */
  record NotPlaced(Action.Make action, String reason, String message) implements Answer {}

  /** Mounts were looked at. */
  record Sights(Map<String, Seen> seen) implements Answer {}

  /** What was left of an attempt was cleared away; or why not. */
  record Cleared(Action.Clear action, Optional<Mounter.Obstacle> not) implements Answer {}

  /** A mount was removed; or why it is still there, or something of it. */
  record Removed(Action.Remove action, Optional<Mounter.Obstacle> left) implements Answer {}

  /** A covered mount was made read-only; or why not. */
  record MadeReadOnly(Action.MakeReadOnly action, Optional<Mounter.Obstacle> not)
      implements Answer {}
}
