package dev.imagescan.operator.verdict;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.State;
import dev.imagescan.operator.license.Judge;
import dev.imagescan.operator.license.LicenseRules;
import dev.imagescan.operator.license.Verdict;
import dev.imagescan.operator.plan.Target;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;

/**
 * Comes to verdicts over reports as they are in the API server now. One report or part is held at a
 * time, whoever asks: each may be a megabyte. Answers are empty when a report is not there, or is
 * not the one that it should be. Every call may throw a {@link KubernetesClientException}.
 */
final class ReportReader {

  private final KubernetesClient client;

  ReportReader(KubernetesClient client) {
    this.client = client;
  }

  /** Of an image's report and its parts. */
  synchronized Optional<Verdict> image(String name, LicenseRules rules, int most) {
    ImageReport report = client.resources(ImageReport.class).withName(name).get();
    ImageReportStatus status = report == null ? null : report.getStatus();
    if (status == null || status.state() != State.INSPECTED) {
      return Optional.empty();
    }
    Judge judge = new Judge(rules, status.layers());
    judge.look(status.packages());
    List<String> parts = status.continuedIn() == null ? List.of() : status.continuedIn();
    for (String part : parts) {
      if (!look(judge, part, name, status.nodeName())) {
        return Optional.empty();
      }
    }
    return Optional.of(judge.verdict(status.packageCount(), most));
  }

  /** A part counts when it says itself that it belongs to the report, and to who wrote that. */
  private boolean look(Judge judge, String name, String imageReport, String nodeName) {
    ImageReportPart part = client.resources(ImageReportPart.class).withName(name).get();
    if (part == null
        || part.getStatus() == null
        || !part.getSpec().imageReport().equals(imageReport)
        || !part.getSpec().nodeName().equals(nodeName)) {
      return false;
    }
    judge.look(part.getStatus().packages());
    return true;
  }

  /**
   * Of the packages that a container has beyond its image.
   *
   * @param added how many these are: a report that says otherwise is of another inspection
   */
  synchronized Optional<Verdict> added(Target target, int added, LicenseRules rules, int most) {
    ContainerReport report =
        client
            .resources(ContainerReport.class)
            .inNamespace(target.pod().namespace())
            .withName(reportName(target))
            .get();
    return Optional.ofNullable(report)
        .filter(r -> r.getSpec().containerID().equals(target.container().containerID()))
        .map(ContainerReport::getStatus)
        .map(ContainerReportStatus::packages)
        .filter(packages -> packages.addedCount() != null && packages.addedCount() == added)
        .map(
            packages -> {
              Judge judge = new Judge(rules, null);
              judge.look(packages.added());
              return judge.verdict(added, most);
            });
  }

  static String reportName(Target target) {
    return ContainerReport.nameOf(target.pod().name(), target.container().name());
  }
}
