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
 * What was found out about a node itself: named after it, owned by the Node, written by its agent
 * as a whole (there is no status subresource).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("nreport")
@JsonClassDescription(
    "What was found out about a node itself: its kernel, packages, mounts and container runtimes."
        + " Named after the Node and owned by it; written by its agent.")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "DISTRIBUTION",
    jsonPath = ".status.distribution.prettyName",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "KERNEL", jsonPath = ".status.kernel.release", type = Type.STRING)
@AdditionalPrinterColumn(name = "TAINTED", jsonPath = ".status.kernel.taints", type = Type.STRING)
@AdditionalPrinterColumn(name = "PACKAGES", jsonPath = ".status.packageCount", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class NodeReport extends CustomResource<NodeReportSpec, NodeReportStatus> {

  @Override
  @Required
  @JsonPropertyDescription("Which node this is about.")
  public NodeReportSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was found out about it.")
  public NodeReportStatus getStatus() {
    return super.getStatus();
  }
}
