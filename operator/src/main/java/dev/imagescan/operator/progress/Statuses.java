package dev.imagescan.operator.progress;

import dev.imagescan.api.v1alpha1.Condition;
import dev.imagescan.api.v1alpha1.Failure;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.ImageSummary;
import dev.imagescan.api.v1alpha1.LayerRef;
import dev.imagescan.api.v1alpha1.MountCounts;
import dev.imagescan.api.v1alpha1.MountSummary;
import dev.imagescan.api.v1alpha1.Scan;
import dev.imagescan.api.v1alpha1.ScanStatus;
import dev.imagescan.api.v1alpha1.ScanTarget;
import dev.imagescan.operator.finding.Findings;
import dev.imagescan.operator.plan.Round;
import dev.imagescan.operator.plan.Selection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Puts a scan's progress into a status that stays small, however large the cluster is. */
public final class Statuses {

  private static final int MOST_IMAGES = 50;
  private static final int MOST_FAILURES = 20;
  private static final int MOST_FINDINGS = 50;
  // An ImageScan is to stay within 64 KiB: these leave 20 KiB for all the rest of it. Findings get
  // what images, failures and mounts leave of it.
  private static final int LIST_BYTES = 44 * 1024;
  private static final int IMAGE_BYTES = 16 * 1024;
  private static final int FAILURE_BYTES = 12 * 1024;
  private static final int MOST_MOUNTS = 50;
  private static final int MOUNT_BYTES = 12 * 1024;
  private static final int FIELD_NAMES = 100;
  private static final int FINDING_NAMES = 220;

  private final Clock clock;
  private final Conditions conditions;

  /** Statuses that are made at the times of this clock. */
  public Statuses(Clock clock) {
    this.clock = clock;
    this.conditions = new Conditions(clock);
  }

  /** The status of a scan whose work stands so. */
  public ScanStatus of(Scan scan, Progress progress, Optional<Mounts> mounts) {
    List<ImageSummary> images = first(progress.summaries(), MOST_IMAGES, IMAGE_BYTES, this::size);
    List<Failure> allFailures = progress.failures().toList();
    List<Failure> failures = first(allFailures, MOST_FAILURES, FAILURE_BYTES, this::size);
    List<MountSummary> topMounts = topMounts(mounts);
    List<Finding> allFindings = progress.findings().map(Findings::worst).orElse(List.of());
    int left =
        LIST_BYTES
            - bytes(images, this::size)
            - bytes(failures, this::size)
            - bytes(topMounts, this::size);
    List<Finding> findings = first(allFindings, MOST_FINDINGS, left, this::size);
    boolean truncated =
        images.size() < progress.summaries().size()
            || failures.size() < allFailures.size()
            || findings.size() < progress.findings().map(Findings::entries).orElse(0)
            || isCut(topMounts, mounts);
    boolean pods = Selection.asksOf(scan, ScanTarget.PODS);
    boolean settled = progress.starting() == 0 && !progress.early();
    return new ScanStatus(
        scan.getMetadata().getGeneration(),
        together(conditions.of(scan, progress), conditions.injection(scan, mounts, settled)),
        progress.nodes(),
        pods ? progress.containers() : null,
        pods ? progress.images() : null,
        pods ? progress.packages() : null,
        orAbsent(progress.licenses()),
        orAbsent(images),
        orAbsent(failures),
        progress.findings().map(Findings::counts).orElse(null),
        orAbsent(findings),
        counts(mounts),
        orAbsent(topMounts),
        truncated ? true : null,
        progress.last().map(Object::toString).orElse(null),
        Round.of(scan, clock.instant()).map(Round::next).map(Object::toString).orElse(null));
  }

  /** The status of a suspended scan: what was found so far stays. */
  public ScanStatus suspended(Scan scan, Optional<Mounts> mounts) {
    return kept(scan, conditions.suspended(scan), mounts);
  }

  /** The status of a scan that is being deleted: only its mounts still change. */
  public ScanStatus leaving(Scan scan, Optional<Mounts> mounts) {
    return kept(scan, conditions.leaving(scan), mounts);
  }

  private ScanStatus kept(Scan scan, List<Condition> kept, Optional<Mounts> mounts) {
    Optional<ScanStatus> before = Optional.ofNullable(scan.getStatus());
    Optional<ScanStatus> judged = before.filter(status -> stillAsked(scan, status));
    List<MountSummary> topMounts = topMounts(mounts);
    return new ScanStatus(
        scan.getMetadata().getGeneration(),
        together(kept, conditions.injection(scan, mounts, true)),
        before.map(ScanStatus::nodes).orElse(null),
        before.map(ScanStatus::containers).orElse(null),
        before.map(ScanStatus::images).orElse(null),
        before.map(ScanStatus::packages).orElse(null),
        before.map(ScanStatus::licenses).orElse(null),
        before.map(ScanStatus::topImages).orElse(null),
        before.map(ScanStatus::failures).orElse(null),
        judged.map(ScanStatus::findings).orElse(null),
        judged.map(ScanStatus::topFindings).orElse(null),
        counts(mounts),
        orAbsent(topMounts),
        isCut(topMounts, mounts) ? Boolean.TRUE : before.map(ScanStatus::truncated).orElse(null),
        before.map(ScanStatus::lastScanTime).orElse(null),
        null);
  }

  /** Findings of packages go with the policy, and the counts cannot be told apart. */
  private static boolean stillAsked(Scan scan, ScanStatus status) {
    List<Finding> top = status.topFindings() == null ? List.of() : status.topFindings();
    return scan.getSpec().licensePolicy() != null
        || top.stream().allMatch(finding -> finding.subject() == null);
  }

  private List<MountSummary> topMounts(Optional<Mounts> mounts) {
    List<MountSummary> all =
        mounts.stream().flatMap(m -> m.all().stream()).map(Mounts.Mount::summary).toList();
    return first(all, MOST_MOUNTS, MOUNT_BYTES, this::size);
  }

  private static boolean isCut(List<MountSummary> top, Optional<Mounts> mounts) {
    return top.size() < mounts.map(m -> m.all().size()).orElse(0);
  }

  private static MountCounts counts(Optional<Mounts> mounts) {
    return mounts.filter(Mounts::asked).map(Mounts::counts).orElse(null);
  }

  private static List<Condition> together(List<Condition> some, List<Condition> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static <T> List<T> first(List<T> all, int most, int bytes, ToIntFunction<T> size) {
    List<T> result = new ArrayList<>();
    int left = bytes;
    for (T one : all) {
      left -= size.applyAsInt(one);
      if (result.size() == most || left < 0) {
        break;
      }
      result.add(one);
    }
    return List.copyOf(result);
  }

  private static <T> int bytes(List<T> list, ToIntFunction<T> size) {
    return list.stream().mapToInt(size).sum();
  }

  private static <T> List<T> orAbsent(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private int size(ImageSummary image) {
    return FIELD_NAMES + size(image.image()) + size(image.report()) + size(image.distribution());
  }

  private int size(Failure failure) {
    return FIELD_NAMES + size(failure.subject()) + size(failure.node()) + size(failure.message());
  }

  private int size(MountSummary mount) {
    return FIELD_NAMES
        + Stream.of(
                mount.pod(),
                mount.container(),
                mount.mountPath(),
                mount.node(),
                mount.reason(),
                mount.message())
            .mapToInt(Statuses::size)
            .sum();
  }

  private int size(Finding finding) {
    LayerRef layer = finding.layer();
    return FINDING_NAMES
        + Stream.of(
                finding.message(),
                finding.subject() == null ? null : finding.subject().name(),
                finding.subject() == null ? null : finding.subject().version(),
                finding.license(),
                finding.image(),
                finding.imageReport(),
                finding.namespace(),
                finding.pod(),
                finding.container(),
                finding.ignored(),
                layer == null ? null : layer.diffID(),
                layer == null ? null : layer.createdBy())
            .mapToInt(Statuses::size)
            .sum();
  }

  private static int size(String text) {
    return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }
}
