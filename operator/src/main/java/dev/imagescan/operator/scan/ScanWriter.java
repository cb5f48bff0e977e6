package dev.imagescan.operator.scan;

import dev.imagescan.api.v1alpha1.ClusterImageScan;
import dev.imagescan.api.v1alpha1.ImageScan;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.operator.agent.Agents;
import dev.imagescan.operator.cluster.Cluster;
import dev.imagescan.operator.event.ScanEvents;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.inject.Refusals;
import dev.imagescan.operator.license.Verdicts;
import dev.imagescan.operator.plan.Round;
import dev.imagescan.operator.plan.Selection;
import dev.imagescan.operator.progress.Absence;
import dev.imagescan.operator.progress.Conditions;
import dev.imagescan.operator.progress.Mounts;
import dev.imagescan.operator.progress.Progress;
import dev.imagescan.operator.progress.Statuses;
import dev.imagescan.operator.verdict.ReportVerdicts;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Decides what a scan's status is to be, for both kinds of scan. */
public final class ScanWriter {

  /** Whatever a scan waits for: a wait of many years is more than a timer takes. */
  private static final Duration DAY = Duration.ofDays(1);

  private final Cluster cluster;
  private final Agents agents;
  private final ScanEvents events;
  private final Consumer<Duration> injected;
  private final ReportVerdicts verdicts;
  private final Refusals refusals;
  private final Clock clock;
  private final Statuses statuses;

  /**
   * A writer that judges packages by these verdicts and tells of failures through these events.
   *
   * @param injected takes how long a new scan took until its mounts were in place
   */
  public ScanWriter(
      Cluster cluster,
      Agents agents,
      ReportVerdicts verdicts,
      Refusals refusals,
      ScanEvents events,
      Consumer<Duration> injected,
      Clock clock) {
    this.cluster = cluster;
    this.agents = agents;
    this.verdicts = verdicts;
    this.refusals = refusals;
    this.events = events;
    this.injected = injected;
    this.clock = clock;
    this.statuses = new Statuses(clock);
  }

  /**
   * The status to write, if it changes, and when to look again.
   *
   * @param holding makes a scan of this kind that holds a status and nothing else: what is applied
   *     must not say more
   */
  <S extends Scan> UpdateControl<S> update(S scan, Function<ScanStatus, S> holding) {
    Instant now = clock.instant();
    Absence absence = agents.absence();
    ReportVerdicts.Look look = verdicts.look();
    Optional<Mounts> mounts = mounts(scan, absence, now);
    Optional<Progress> progress = progress(scan, absence, look, now);
    ScanStatus status = status(scan, progress, mounts);
    tell(scan, status, progress, mounts, now);
    UpdateControl<S> control =
        status.equals(scan.getStatus())
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(patch(scan, holding.apply(status)));
    Stream.of(
            next(scan, absence, now),
            look.again().map(now::plus),
            lateCarrier(scan, now),
            progress.flatMap(Progress::findings).flatMap(Findings::next))
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(time -> Duration.between(now, time).plusMillis(1))
        .ifPresent(wait -> control.rescheduleAfter(wait.compareTo(DAY) < 0 ? wait : DAY));
    return control;
  }

  private Optional<Progress> progress(Scan scan, Absence absence, Verdicts look, Instant now) {
    return scan.isMarkedForDeletion() || scan.getSpec().suspended()
        ? Optional.empty()
        : Optional.of(Progress.of(scan, cluster, absence, look, now));
  }

  private ScanStatus status(Scan scan, Optional<Progress> progress, Optional<Mounts> mounts) {
    if (scan.isMarkedForDeletion()) {
      return statuses.leaving(scan, mounts);
    }
    return progress
        .map(done -> statuses.of(scan, done, mounts))
        .orElseGet(() -> statuses.suspended(scan, mounts));
  }

  private void tell(
      Scan scan,
      ScanStatus status,
      Optional<Progress> progress,
      Optional<Mounts> mounts,
      Instant now) {
    events.tell(scan, progress, mounts, status.conditions());
    if (Conditions.firstInjected(scan, status)) {
      injected.accept(Duration.between(Selection.made(scan), now));
    }
  }

  private Optional<Mounts> mounts(Scan scan, Absence absence, Instant now) {
    return switch (scan) {
      case ImageScan s -> Mounts.of(s, cluster, refusals, absence, now);
      case ClusterImageScan _ -> Optional.empty();
    };
  }

  /** When the next of the scan's carriers will have been starting for longer than is usual. */
  private Optional<Instant> lateCarrier(Scan scan, Instant now) {
    return cluster.carriersOf(scan.getMetadata().getUid()).stream()
        .filter(carrier -> carrier.containerID().isEmpty())
        .map(carrier -> carrier.created().plus(Mounts.CARRIER_START))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  private Optional<Instant> next(Scan scan, Absence absence, Instant now) {
    return Stream.of(
            Round.of(scan, now).map(Round::next),
            absence.next(cluster.nodes(), now),
            Optional.of(Selection.made(scan).plus(Selection.TOGETHER)),
            Optional.of(Selection.made(scan).plus(Selection.START).plus(Selection.TOGETHER)))
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  private static <S extends Scan> S patch(S scan, S patch) {
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(scan.getMetadata().getNamespace())
            .withName(scan.getMetadata().getName())
            .withUid(scan.getMetadata().getUid())
            .build());
    return patch;
  }
}
