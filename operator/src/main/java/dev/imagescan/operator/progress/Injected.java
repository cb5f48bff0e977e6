package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.operator.inject.Remains;
import dev.imagescan.operator.progress.Mounts.Standing;
import java.util.Objects;
import java.util.Optional;

/**
 * What the condition Injected says: false as soon as one mount cannot be had, unknown while there
 * is work, true when all are in place. And Busy: that something is to go and is still used.
 *
 * @param status whether they are
 * @param reason why, for programs
 * @param message why, for people
 */
record Injected(Status status, String reason, String message) {

  /** The type of the condition. */
  static final String TYPE = "Injected";

  /** The type of the other condition. */
  static final String BUSY = "Busy";

  /** The reason when every mount is in place. */
  static final String MOUNTED = "Mounted";

  /** What to do where injection is not installed. */
  static final String DISABLED =
      "This installation only inspects. Whoever installed it can change that with: kubectl apply -k"
          + " deploy";

  /** Messages are cut to what the API takes. */
  Injected {
    message = Compliant.bounded(message);
  }

  /**
   * The condition.
   *
   * @param settled whether no more pods are waited for
   */
  static Injected of(Mounts mounts, boolean settled) {
    if (!mounts.asked()) {
      return new Injected(
          Status.UNKNOWN, "Removing", "What was mounted is being taken away again" + left(mounts));
    }
    if (!mounts.installed()) {
      return new Injected(Status.FALSE, "InjectionDisabled", DISABLED);
    }
    return mounts
        .first(Standing.FAILED)
        .or(() -> mounts.first(Standing.STUCK))
        .map(problem -> failed(problem, mounts))
        .orElseGet(() -> going(mounts, settled));
  }

  /** The condition that something is still used; empty when nothing is. */
  static Optional<Injected> busy(Mounts mounts) {
    int others = mounts.count(Standing.BUSY) - 1;
    return mounts
        .first(Standing.BUSY)
        .map(
            first ->
                new Injected(
                    Status.TRUE,
                    Objects.requireNonNullElse(first.reason(), BUSY),
                    place(first)
                        + " is still used"
                        + said(first)
                        + (others == 0 ? "" : " Others still used: " + others + ".")));
  }

  private static Injected failed(MountSummary problem, Mounts mounts) {
    int failed = mounts.count(Standing.FAILED);
    int stuck = mounts.count(Standing.STUCK);
    return new Injected(
        Status.FALSE,
        Objects.requireNonNullElse(problem.reason(), problem.state()),
        inPlace(mounts)
            + ", "
            + (failed > 0 ? failed + " failed" : stuck + " cannot go on")
            + ": "
            + place(problem)
            + said(problem));
  }

  private static Injected going(Mounts mounts, boolean settled) {
    int wanted = mounts.counts().wanted();
    if (wanted == 0) {
      return settled
          ? new Injected(Status.TRUE, "NoTargets", "No running container matches.")
          : new Injected(Status.UNKNOWN, "PodsStarting", "No running container matches yet.");
    }
    Optional<MountSummary> pending = mounts.first(Standing.PENDING);
    return pending
        .map(
            first ->
                new Injected(
                    Status.UNKNOWN,
                    Objects.requireNonNullElse(first.reason(), "Mounting"),
                    inPlace(mounts) + "." + (first.message() == null ? "" : " " + first.message())))
        .orElseGet(() -> new Injected(Status.TRUE, MOUNTED, inPlace(mounts) + "."));
  }

  private static String left(Mounts mounts) {
    if (mounts.remains().isEmpty()) {
      return ".";
    }
    String first = mounts.remains().firstKey();
    Remains there = mounts.remains().get(first);
    int others = mounts.remains().size() - 1;
    return ": on node "
        + first
        + (others == 0 ? "" : " and " + others + " more")
        + ", where "
        + there.mounts()
        + " mounts and "
        + there.carriers()
        + " carriers are left.";
  }

  private static String inPlace(Mounts mounts) {
    return mounts.counts().mounted() + " of " + mounts.counts().wanted() + " mounts are in place";
  }

  private static String place(MountSummary mount) {
    return mount.mountPath()
        + " in "
        + mount.pod()
        + "/"
        + mount.container()
        + " on node "
        + mount.node();
  }

  private static String said(MountSummary mount) {
    return mount.message() == null ? "." : ": " + mount.message();
  }
}
