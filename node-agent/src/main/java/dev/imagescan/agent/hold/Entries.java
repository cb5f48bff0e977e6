package dev.imagescan.agent.hold;

import dev.imagescan.api.v1alpha1.MountResult;
import dev.imagescan.api.v1alpha1.MountState;
import dev.imagescan.api.v1alpha1.PlacedMount;
import dev.imagescan.api.v1alpha1.PlannedMount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Makes the entries of a status; the time of one stays while its state and reason do. */
final class Entries {

  static final String UNMOUNTED = "Unmounted";
  static final String COVERED = "Covered";
  static final String COVERED_READ_ONLY = "CoveredReadOnly";
  static final String DISABLED = "InjectionDisabled";

  private static final int MAX_MESSAGE = 512;
  private static final int MAX_MADE = 16;

  private Entries() {}

  static MountResult mounting(PlannedMount planned, PlacedMount expected, Instant now) {
    return new MountResult(planned, MountState.MOUNTING, null, null, text(now), expected);
  }

  static MountResult mounted(PlannedMount planned, PlacedMount placed, Instant now) {
    return new MountResult(planned, MountState.MOUNTED, null, null, text(now), placed);
  }

  static MountResult failed(
      PlannedMount planned, PlacedMount left, String reason, String message, Instant now) {
    return entry(planned, MountState.FAILED, reason, message, left, now);
  }

  /** The entry with another state, reason and message. */
  static MountResult with(
      MountResult held, MountState state, String reason, String message, Instant now) {
    MountResult next = entry(held.planned(), state, reason, message, held.placed(), now);
    return keepTime(held, next);
  }

  /** What the container sees is another mount than ours. */
  static MountResult covered(MountResult held, PlannedMount planned, boolean byOurs, Instant now) {
    boolean readOnly = COVERED_READ_ONLY.equals(held.reason());
    String message =
        byOurs
            ? "the mount that it replaces lies over it until the container lets go of that"
            : "the container has mounted something else over it; it is seen again when that goes";
    String reason = readOnly ? COVERED_READ_ONLY : COVERED;
    MountResult next = entry(planned, MountState.SHADOWED, reason, message, held.placed(), now);
    return keepTime(held, next);
  }

  static MountResult keepTime(MountResult before, MountResult next) {
    boolean same = before.state() == next.state() && Objects.equals(before.reason(), next.reason());
    return same
        ? new MountResult(
            next.planned(),
            next.state(),
            next.reason(),
            next.message(),
            before.time(),
            next.placed())
        : next;
  }

  /**
   * What is there, and everything that was made for it, by an earlier attempt too: the agent that
   * made a directory and was killed has left it for the next one to remove.
   */
  static PlacedMount alsoMade(PlacedMount placed, PlacedMount before) {
    if (before == null || placed.made().containsAll(before.made())) {
      return placed;
    }
    List<String> made = new ArrayList<>(before.made());
    placed.made().stream().filter(path -> !made.contains(path)).forEach(made::add);
    made.sort(Comparator.comparingInt(String::length));
    return new PlacedMount(
        placed.mountNamespace(),
        placed.mountIDs(),
        placed.device(),
        placed.root(),
        placed.idmapped(),
        made.subList(0, Math.min(made.size(), MAX_MADE)));
  }

  private static MountResult entry(
      PlannedMount planned,
      MountState state,
      String reason,
      String message,
      PlacedMount placed,
      Instant now) {
    return new MountResult(planned, state, reason, bounded(message), text(now), placed);
  }

  private static String bounded(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }

  private static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
