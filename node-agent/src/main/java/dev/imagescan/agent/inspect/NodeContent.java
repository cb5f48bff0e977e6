package dev.imagescan.agent.inspect;

import dev.imagescan.agent.host.Host;
import dev.imagescan.agent.host.HostMounts;
import dev.imagescan.agent.packages.Package;
import dev.imagescan.agent.process.NoProcessException;
import dev.imagescan.agent.process.Processes;
import dev.imagescan.agent.root.Budget;
import dev.imagescan.agent.root.UnreadableException;
import dev.imagescan.agent.text.Printable;
import dev.imagescan.api.v1alpha1.Inspection;
import dev.imagescan.api.v1alpha1.LicenseCount;
import dev.imagescan.api.v1alpha1.NodeKernel;
import dev.imagescan.api.v1alpha1.NodeReportStatus;
import dev.imagescan.api.v1alpha1.Problem;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import dev.imagescan.api.v1alpha1.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Puts what a node is and holds into the words of its report. */
public final class NodeContent {

  /** How many packages a report holds. */
  private static final int MAX_PACKAGES = 5000;

  private static final int MAX_PROBLEMS = 16;
  private static final int MAX_TEXT = 256;
  private static final int FIRST_PROCESS = 1;

  private NodeContent() {}

  static NodeReportStatus inspect(
      Processes processes, Collection<Inspection> inspect, String time) {
    try {
      Budget budget = new Budget(Host.FOR_THE_REST);
      return describe(HostContent.read(processes, FIRST_PROCESS, inspect, budget), inspect, time);
    } catch (NoProcessException e) {
      return NodeReportStatus.failed("NodeNotVisible", e.getMessage(), time);
    } catch (UnreadableException e) {
      String message = "the node's root file system is not read: " + e.why().sentence();
      return NodeReportStatus.failed(e.why().reason(), message, time);
    } catch (IOException e) {
      return NodeReportStatus.failed("IOError", ContainerFindings.bounded(e.getMessage()), time);
    }
  }

  /**
   * The report, which may still be larger than can be stored: whoever writes it leaves out the last
   * packages of the list, which no distribution's package manager knows.
   */
  public static NodeReportStatus describe(
      HostContent content, Collection<Inspection> inspect, String time) {
    boolean asked = inspect.contains(Inspection.PACKAGES);
    Collection<Package> packages = ReportedPackages.distinct(content.root().catalogue().packages());
    List<LicenseCount> licenses = ImageContent.licenses(packages);
    Problems problems = problems(content);
    boolean truncated =
        problems.truncated()
            || content.isCut()
            || packages.size() > MAX_PACKAGES
            || licenses.size() > ImageContent.MAX_LICENSES
            || content.mounts().filter(HostMounts::truncated).isPresent()
            || isCut(content.kernel());
    return new NodeReportStatus(
        State.INSPECTED,
        null,
        null,
        time,
        content.root().distribution().orElse(null),
        content.kernel(),
        content.runtimes(),
        asked ? packages.size() : null,
        asked ? (int) packages.stream().filter(found -> found.license().known()).count() : null,
        asked ? licenses.stream().limit(ImageContent.MAX_LICENSES).toList() : null,
        asked ? reported(content, packages) : null,
        content.mounts().map(HostMounts::entries).orElse(null),
        content.mounts().map(HostMounts::ofContainers).orElse(null),
        problems.first(),
        truncated ? Boolean.TRUE : null);
  }

  private static boolean isCut(NodeKernel kernel) {
    return kernel.modules() != null && kernel.modules().size() < kernel.moduleCount();
  }

  /** In the order of the catalogue, in which those of distributions come first. */
  private static List<ReportedPackage> reported(HostContent content, Collection<Package> packages) {
    return packages.stream()
        .limit(MAX_PACKAGES)
        .map(each -> ReportedPackages.of(each, content.root().distribution().orElse(null)))
        .toList();
  }

  /** That the walk was ended comes first, because it says most. */
  private static Problems problems(HostContent content) {
    Problems found = Problems.of(content.root().catalogue());
    if (!content.isCut()) {
      return found;
    }
    UnreadableException end = content.stoppedBy().orElseThrow();
    List<Problem> all = new ArrayList<>();
    all.add(
        new Problem(
            "/",
            end.why().reason(),
            Printable.cut(
                "what lies behind "
                    + Printable.of("/" + end.path(), MAX_TEXT / 2)
                    + " was not looked at: "
                    + end.why().sentence(),
                MAX_TEXT)));
    Optional<Problem> same =
        found.first().stream().filter(one -> one.equals(Problems.describe(end))).findFirst();
    found.first().stream().filter(one -> same.filter(one::equals).isEmpty()).forEach(all::add);
    return new Problems(
        all.stream().limit(MAX_PROBLEMS).toList(), found.truncated() || all.size() > MAX_PROBLEMS);
  }
}
