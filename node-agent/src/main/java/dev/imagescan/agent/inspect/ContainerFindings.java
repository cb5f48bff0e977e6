package dev.imagescan.agent.inspect;

import dev.imagescan.agent.mounts.ContainerMounts;
import dev.imagescan.agent.packages.Catalogue;
import dev.imagescan.agent.root.Root;
import dev.imagescan.api.v1alpha1.ContainerPackages;
import dev.imagescan.api.v1alpha1.ContainerReportStatus;
import dev.imagescan.api.v1alpha1.Distribution;
import dev.imagescan.api.v1alpha1.State;
import java.util.List;

/** What is known so far of one container, and its report. One thread may use it. */
final class ContainerFindings {

  private static final int MAX_MESSAGE = 512;

  private ContainerMounts mounts;
  private ContainerPackages packages;
  private Distribution distribution;
  private Problems problems = new Problems(List.of(), false);

  void mounts(ContainerMounts found) {
    mounts = found;
  }

  /** The container's own packages, which are not its image's. */
  void content(RootContent content, String imageReport) {
    distribution = content.distribution().orElse(null);
    problems = Problems.of(content.catalogue());
    packages =
        new ContainerPackages(
            content.catalogue().packages().size(), ContainerPackages.Source.CONTAINER, imageReport);
  }

  /** The container's packages are its image's. */
  void asInImage(Root root, String imageReport) {
    Catalogue.Builder passedOver = new Catalogue.Builder();
    distribution = RootInspector.distribution(root, passedOver).orElse(null);
    problems = Problems.of(passedOver.build());
    packages = new ContainerPackages(null, ContainerPackages.Source.IMAGE, imageReport);
  }

  ContainerReportStatus inspected(String time) {
    return report(State.INSPECTED, null, null, time);
  }

  /** What was found before it failed is in the report all the same. */
  ContainerReportStatus failed(String reason, String message, String time) {
    return report(State.FAILED, reason, bounded(message), time);
  }

  private ContainerReportStatus report(State state, String reason, String message, String time) {
    boolean truncated = problems.truncated() || (mounts != null && mounts.truncated());
    return new ContainerReportStatus(
        state,
        reason,
        message,
        time,
        distribution,
        packages,
        mounts == null ? null : mounts.entries(),
        mounts == null ? null : mounts.defaults(),
        problems.first(),
        truncated ? Boolean.TRUE : null);
  }

  static String bounded(String message) {
    String text = message == null ? "no reason was given" : message;
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
