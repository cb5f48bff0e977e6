package dev.imagescan.agent.node;

import dev.imagescan.api.v1alpha1.ImageReport;
import dev.imagescan.api.v1alpha1.ImageReportPart;
import dev.imagescan.api.v1alpha1.ImageReportPartSpec;
import dev.imagescan.api.v1alpha1.ImageReportPartStatus;
import dev.imagescan.api.v1alpha1.ImageReportStatus;
import dev.imagescan.api.v1alpha1.ReportedPackage;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what an image holds: first the parts that do not fit into its report, then the report that
 * names them. So a reader who follows the names finds all of them, and after a crash between two
 * writes the next ones take the same names. This node's parts that the report does not name any
 * more are deleted; those of a node that read the image before go with the report.
 */
final class ImageReportWriter {

  private final KubernetesClient client;
  private final String nodeName;

  ImageReportWriter(KubernetesClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
  }

  /** Whether the report was taken: see {@link Reports#write(String, ImageReportStatus)}. */
  boolean write(String name, ImageReportStatus status) {
    ReportParts divided = ReportParts.of(status);
    List<String> parts = divided.parts().isEmpty() ? List.of() : writeParts(name, divided);
    boolean cut = divided.cut() || parts.size() < divided.parts().size();
    ImageReport report = new ImageReport();
    report.setMetadata(new ObjectMetaBuilder().withName(name).build());
    report.setStatus(status.packages() == null ? status : status.with(divided.first(), parts, cut));
    boolean taken =
        ClusterReports.isTaken(
            report,
            false,
            () -> client.resource(report).subresource("status").patch(ClusterReports.APPLY));
    if (taken) {
      deleteAfter(name, parts.size());
    }
    // Without all of its parts the report stands, and is written again.
    return taken && parts.size() == divided.parts().size();
  }

  /** The names of those that were taken, up to the first that was not. */
  private List<String> writeParts(String name, ReportParts divided) {
    List<String> written = new ArrayList<>();
    ImageReport report = client.resources(ImageReport.class).withName(name).get();
    if (report == null) {
      return written;
    }
    for (List<ReportedPackage> packages : divided.parts()) {
      ImageReportPart part = part(report, written.size() + 1, packages);
      if (!ClusterReports.isTaken(
          part, false, () -> client.resource(part).patch(ClusterReports.APPLY))) {
        return written;
      }
      written.add(part.getMetadata().getName());
    }
    return written;
  }

  private ImageReportPart part(ImageReport report, int number, List<ReportedPackage> packages) {
    String name = report.getMetadata().getName();
    ImageReportPart part = new ImageReportPart();
    part.setMetadata(
        new ObjectMetaBuilder()
            .withName(ImageReportPart.nameOf(name, nodeName, number))
            .addNewOwnerReference()
            .withApiVersion(report.getApiVersion())
            .withKind(report.getKind())
            .withName(name)
            .withUid(report.getMetadata().getUid())
            .endOwnerReference()
            .build());
    part.setSpec(new ImageReportPartSpec(name, nodeName, number));
    part.setStatus(new ImageReportPartStatus(packages));
    return part;
  }

  /**
   * Parts are numbered without a gap, and the last is deleted first: so there is never one,
   * wherever this is interrupted. One that is refused is not this node's: whoever reads the report
   * does not look at it.
   */
  private void deleteAfter(String name, int last) {
    int end = last;
    while (end < ReportParts.MAX_PARTS && part(name, end + 1).get() != null) {
      end++;
    }
    for (int number = end; number > last; number--) {
      delete(part(name, number));
    }
  }

  private Resource<ImageReportPart> part(String report, int number) {
    return client
        .resources(ImageReportPart.class)
        .withName(ImageReportPart.nameOf(report, nodeName, number));
  }

  private static void delete(Resource<ImageReportPart> part) {
    try {
      part.delete();
    } catch (KubernetesClientException e) {
      if (ClusterReports.takesNothing(e)) {
        throw e;
      }
    }
  }
}
