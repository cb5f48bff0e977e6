package dev.imagescan.agent.inspect;

import dev.imagescan.agent.containment.Judgement;
import dev.imagescan.agent.containment.Usual;
import dev.imagescan.agent.drift.DriftOutcome;
import dev.imagescan.agent.mounts.ContainerMounts;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.root.Root;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.Containment;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.Drift;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.api.v1alpha1.Problem;
import dev.imagescan.api.v1alpha1.ReportFinding;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.Severity;
import dev.imagescan.api.v1alpha1.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known so far of one container, and its report. One thread may use it. */
final class ContainerFindings {

  private static final int MAX_MESSAGE = 512;
  private static final int MAX_PROBLEM = 256;
  private static final int MAX_FINDINGS = 32;
  private static final int MAX_ADDED = 100;

  /** Kinds are listed by their weight; one that is not listed is none of ours. */
  private static final Comparator<ReportFinding> WORST_FIRST =
      Comparator.comparing(ReportFinding::severity)
          .thenComparing(finding -> FindingKind.of(finding.id()).orElseThrow());

  private ContainerMounts mounts;
  private Containment containment;
  private Drift drift;
  private final List<ReportFinding> findings = new ArrayList<>();
  private final List<Problem> furtherProblems = new ArrayList<>();
  private ContainerPackages packages;
  private Distribution distribution;
  private Problems problems = new Problems(List.of(), false);

  void mounts(ContainerMounts found) {
    mounts = found;
  }

  /** What separates the container from its host, and what does not. */
  void containment(Judgement judged) {
    containment = Usual.leftOut(judged.containment());
    judged.findings().forEach(this::add);
  }

  /** Why it is not known what separates it from the host, in a sentence for people. */
  void containmentUnavailable(String reason) {
    String message = "what separates the container from the host is not known: " + reason;
    furtherProblems.add(
        new Problem("/", "ContainmentUnavailable", Printable.cut(message, MAX_PROBLEM)));
  }

  /** What it changed, and the findings about that. */
  void drift(DriftOutcome found) {
    drift = found.drift();
    found.findings().forEach(this::add);
    found.problems().stream().map(Problems::describe).forEach(furtherProblems::add);
  }

  /** Why it is not known what it changed, in a sentence for people. */
  void driftUnavailable(String reason) {
    String message = "what the container changed is not known: " + reason;
    furtherProblems.add(new Problem("/", "DriftUnavailable", Printable.cut(message, MAX_PROBLEM)));
    FindingKind kind = FindingKind.DRIFT_UNKNOWN;
    add(new ReportFinding(kind.id(), kind.severity(), "The container " + kind.predicate()));
  }

  /** Something about it that is not as it should be; the report has the worst first. */
  void add(ReportFinding finding) {
    findings.add(finding);
  }

  /** Nearly every container has some of severity Low, and what they mean is on their pages. */
  private static ReportFinding brief(ReportFinding finding) {
    return finding.severity() == Severity.LOW
        ? new ReportFinding(finding.id(), finding.severity(), null)
        : finding;
  }

  private List<ReportFinding> worstFirst() {
    return findings.stream()
        .sorted(WORST_FIRST)
        .limit(MAX_FINDINGS)
        .map(ContainerFindings::brief)
        .toList();
  }

  /** The container's own packages, of which it is not known what its image had. */
  void content(RootContent content, String imageReport) {
    describe(content, imageReport, null, null, null);
  }

  /** The container's own packages, beside those of its image. */
  void content(RootContent content, Collection<Package> ofImage, String imageReport) {
    Distribution own = content.distribution().orElse(null);
    Collection<Package> here = ReportedPackages.distinct(content.catalogue().packages());
    Set<Package.Identity> before = identities(ofImage);
    List<Package> added = here.stream().filter(each -> !before.contains(each.identity())).toList();
    before.removeAll(identities(here));
    describe(
        content,
        imageReport,
        added.stream().limit(MAX_ADDED).map(each -> ReportedPackages.of(each, own)).toList(),
        added.size(),
        before.size());
  }

  private static Set<Package.Identity> identities(Collection<Package> packages) {
    return packages.stream().map(Package::identity).collect(Collectors.toSet());
  }

  private void describe(
      RootContent content,
      String imageReport,
      List<ReportedPackage> added,
      Integer addedCount,
      Integer removedCount) {
    distribution = content.distribution().orElse(null);
    problems = Problems.of(content.catalogue());
    boolean changed = addedCount == null || addedCount + removedCount > 0;
    packages =
        changed
            ? new ContainerPackages(
                ReportedPackages.distinct(content.catalogue().packages()).size(),
                ContainerPackages.Source.CONTAINER,
                imageReport,
                added,
                addedCount,
                removedCount)
            : ofImage(imageReport);
  }

  private static ContainerPackages ofImage(String imageReport) {
    return new ContainerPackages(
        null, ContainerPackages.Source.IMAGE, imageReport, null, null, null);
  }

  /** The container's packages are its image's. */
  void asInImage(Root root, String imageReport) {
    Catalogue.Builder passedOver = new Catalogue.Builder();
    distribution = RootInspector.distribution(root, passedOver).orElse(null);
    problems = Problems.of(passedOver.build());
    packages = ofImage(imageReport);
  }

  ContainerReportStatus inspected(String time) {
    return report(State.INSPECTED, null, null, time);
  }

  /** What was found before it failed is in the report all the same. */
  ContainerReportStatus failed(String reason, String message, String time) {
    return report(State.FAILED, reason, bounded(message), time);
  }

  private ContainerReportStatus report(State state, String reason, String message, String time) {
    Problems all = problems.and(furtherProblems);
    boolean truncated = all.truncated() || (mounts != null && mounts.truncated());
    return new ContainerReportStatus(
        state,
        reason,
        message,
        time,
        distribution,
        packages,
        mounts == null ? null : mounts.entries(),
        mounts == null ? null : mounts.defaults(),
        containment,
        drift,
        worstFirst(),
        all.first(),
        truncated ? Boolean.TRUE : null);
  }

  static String bounded(String message) {
    return Printable.cut(message == null ? "no reason was given" : message, MAX_MESSAGE);
  }
}
