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
 * The packages of one image for one platform, read once in the whole cluster. The operator writes
 * spec and so picks the node that reads it; that node's agent writes status.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("ireport")
@JsonClassDescription(
    "The packages and licences of one image for one platform, read once in the whole cluster."
        + " Written by the operator (spec) and by the agent of the node that reads it (status).")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(name = "IMAGE", jsonPath = ".spec.image", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "DISTRIBUTION",
    jsonPath = ".status.distribution.prettyName",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "PACKAGES", jsonPath = ".status.packageCount", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "NODE",
    jsonPath = ".spec.nodeName",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ImageReport extends CustomResource<ImageReportSpec, ImageReportStatus> {

  @Override
  @Required
  @JsonPropertyDescription(
      "Which image this is about, and which node reads it. Written by the operator.")
  public ImageReportSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the image holds. Written by the agent of that node.")
  public ImageReportStatus getStatus() {
    return super.getStatus();
  }
}
