package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Condition.Status;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The conditions of a scan, all of them, and nobody else's. Ready is always there; Reconciling and
 * Stalled only while they hold, as kstatus wants it; Compliant with a licence policy; Injected and
 * Busy with mounts. Ready is true from when everything was done for the specification's generation;
 * what comes after that moves the counts alone.
 *
 * @see <a href="https://pkg.go.dev/github.com/fluxcd/cli-utils/pkg/kstatus">kstatus</a>
 */
public final class Conditions {

  /** The condition that {@code kubectl wait} waits for. */
  public static final String READY = Ready.TYPE;

  private static final String RECONCILING = "Reconciling";

  /** The condition that somebody has to look. */
  public static final String STALLED = "Stalled";

  /** The condition that every package keeps the licence policy. */
  public static final String COMPLIANT = Compliant.TYPE;

  /** The condition that every mount is in place. */
  public static final String INJECTED = Injected.TYPE;

  /** The reason of {@link #INJECTED} when every mount is in place. */
  public static final String MOUNTED = Injected.MOUNTED;

  /** The condition that something that is to go is still used. */
  public static final String BUSY = Injected.BUSY;

  private final Clock clock;

  /** Conditions that change at the times of this clock. */
  public Conditions(Clock clock) {
    this.clock = clock;
  }

  /** The conditions of a scan whose work stands so. */
  public List<Condition> of(Scan scan, Progress progress) {
    List<Condition> before = previous(scan);
    long generation = generation(scan);
    Ready ready = Ready.of(scan, progress, settled(scan));
    List<Condition> result = new ArrayList<>();
    result.add(
        condition(before, generation, READY, ready.status(), ready.reason(), ready.message()));
    if (!progress.blocked().isEmpty()) {
      result.add(
          condition(
              before, generation, STALLED, Status.TRUE, "AgentNotReady", agentMissing(progress)));
    } else if (ready.status() != Status.TRUE) {
      result.add(
          condition(before, generation, RECONCILING, Status.TRUE, ready.reason(), ready.message()));
    }
    progress
        .compliance()
        .map(compliance -> Compliant.of(compliance, progress))
        .map(c -> condition(before, generation, COMPLIANT, c.status(), c.reason(), c.message()))
        .ifPresent(result::add);
    return List.copyOf(result);
  }

  /** The conditions of a suspended scan: Ready and Compliant stay as they were. */
  public List<Condition> suspended(Scan scan) {
    List<Condition> before = previous(scan);
    Status status = find(before, READY).map(Condition::status).orElse(Status.FALSE);
    Condition ready =
        condition(
            before,
            generation(scan),
            READY,
            status,
            "Suspended",
            "Nothing new is inspected: set spec.suspend to false to go on.");
    return Stream.concat(
            Stream.of(ready),
            find(before, COMPLIANT).filter(_ -> scan.getSpec().licensePolicy() != null).stream())
        .toList();
  }

  /** The conditions of a scan that is being deleted, but for its mounts: as they were. */
  public List<Condition> leaving(Scan scan) {
    return previous(scan).stream()
        .filter(c -> !INJECTED.equals(c.type()) && !BUSY.equals(c.type()))
        .toList();
  }

  /**
   * What is to be said of a scan's mounts besides.
   *
   * @param settled whether no more pods are waited for
   */
  public List<Condition> injection(Scan scan, Optional<Mounts> mounts, boolean settled) {
    List<Condition> before = previous(scan);
    List<Condition> result = new ArrayList<>();
    mounts
        .filter(m -> m.asked() || scan.isMarkedForDeletion())
        .map(m -> Injected.of(m, settled))
        .ifPresent(i -> result.add(about(scan, before, INJECTED, i)));
    mounts.flatMap(Injected::busy).ifPresent(busy -> result.add(about(scan, before, BUSY, busy)));
    return result;
  }

  /** Whether all mounts of a scan are in place now and, since it was made, were not before. */
  public static boolean firstInjected(Scan scan, ScanStatus now) {
    return generation(scan) == 1
        && isMounted(now.conditions())
        && find(previous(scan), INJECTED).filter(c -> c.status() == Status.TRUE).isEmpty();
  }

  private static boolean isMounted(List<Condition> conditions) {
    return find(conditions, INJECTED).filter(c -> Injected.MOUNTED.equals(c.reason())).isPresent();
  }

  private Condition about(Scan scan, List<Condition> before, String type, Injected said) {
    return condition(before, generation(scan), type, said.status(), said.reason(), said.message());
  }

  /** Whether all was done once for the scan's present generation. */
  private static boolean settled(Scan scan) {
    return find(previous(scan), READY)
        .filter(c -> c.status() == Status.TRUE)
        .filter(c -> Objects.equals(c.observedGeneration(), generation(scan)))
        .isPresent();
  }

  private static String agentMissing(Progress progress) {
    String first = progress.blocked().firstKey();
    int others = progress.blocked().size() - 1;
    return "No agent has been ready on node "
        + first
        + (others == 0 ? "" : " and " + others + " more")
        + " since "
        + progress.blocked().get(first).truncatedTo(ChronoUnit.SECONDS)
        + ". See why with: kubectl get daemonset,pod -A -o wide -l"
        + " app.kubernetes.io/name=imagescan";
  }

  private Condition condition(
      List<Condition> before,
      Long generation,
      String type,
      Status status,
      String reason,
      String message) {
    String since =
        find(before, type)
            .filter(c -> c.status() == status)
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, generation, since, reason, message);
  }

  private static List<Condition> previous(Scan scan) {
    return Optional.ofNullable(scan.getStatus()).map(ScanStatus::conditions).orElse(List.of());
  }

  private static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
  }

  private static Long generation(Scan scan) {
    return scan.getMetadata().getGeneration() == null ? 0L : scan.getMetadata().getGeneration();
  }
}
