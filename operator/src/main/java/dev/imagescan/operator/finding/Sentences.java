package dev.imagescan.operator.finding;

import dev.imagescan.api.v1alpha1.ContainerReport;
import dev.imagescan.api.v1alpha1.Finding;
import dev.imagescan.api.v1alpha1.FindingKind;
import dev.imagescan.operator.plan.Target;

/** Puts findings about containers into words. */
final class Sentences {

  private Sentences() {}

  /**
   * A finding.
   *
   * @param ignored why it is ignored, or null
   * @param first the container that stands for all
   * @param containers how many those are
   */
  static Finding finding(String id, String ignored, Target first, int containers) {
    String container = first.container().name();
    return new Finding(
        id,
        Kinds.severity(id),
        message(id, first, containers),
        null,
        null,
        null,
        first.container().image(),
        null,
        first.pod().namespace(),
        first.pod().name(),
        container,
        containers == 1 ? null : containers,
        ignored);
  }

  private static String message(String id, Target first, int containers) {
    String pod = first.pod().name();
    String container = first.container().name();
    return "Container %s of pod %s%s %s. The details: kubectl get containerreport %s -n %s -o yaml%s"
        .formatted(
            container,
            pod,
            others(containers - 1),
            Kinds.predicate(id),
            ContainerReport.nameOf(pod, container),
            first.pod().namespace(),
            FindingKind.of(id).isEmpty()
                ? ""
                : "; what it means and what to do: docs/findings/" + id + ".md");
  }

  private static String others(int others) {
    return switch (others) {
      case 0 -> "";
      case 1 -> ", like one other of its kind,";
      default -> ", like " + others + " others of its kind,";
    };
  }
}
