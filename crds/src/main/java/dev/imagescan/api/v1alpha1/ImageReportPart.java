package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Packages of an image that did not fit into its {@link ImageReport}, which owns this. A part
 * counts only when the report's {@code continuedIn} names it. Written as a whole by the agent that
 * read the image (there is no status subresource).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("ireportpart")
@JsonClassDescription(
    "Packages of an image that did not fit into its ImageReport, which owns this. It counts only"
        + " when the report's status.continuedIn names it. Written by the agent that read the"
        + " image.")
@AdditionalPrinterColumn(name = "REPORT", jsonPath = ".spec.imageReport", type = Type.STRING)
@AdditionalPrinterColumn(name = "PART", jsonPath = ".spec.part", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "NODE", jsonPath = ".spec.nodeName", type = Type.STRING)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ImageReportPart
    extends CustomResource<ImageReportPartSpec, ImageReportPartStatus> {

  private static final int MAX_NODE = 150;

  @Override
  @Required
  @JsonPropertyDescription("Which report this continues.")
  public ImageReportPartSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("The packages.")
  public ImageReportPartStatus getStatus() {
    return super.getStatus();
  }

  /**
   * The name of a part: that of its report, the node's, and the part's number. Without the node,
   * another one that read the image before could hold the name. Of a node's name of more than 150
   * characters the first 140 are taken, and a hash of the whole is added.
   */
  public static String nameOf(String imageReport, String nodeName, int part) {
    String node =
        nodeName.length() <= MAX_NODE
            ? nodeName
            : "%s-%08x".formatted(nodeName.substring(0, 140), nodeName.hashCode());
    return imageReport + "-" + node + "-" + part;
  }
}
