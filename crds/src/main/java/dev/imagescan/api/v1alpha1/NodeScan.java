package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What one node's agent is to do: one object a node, named after it, in the operator's namespace,
 * owned by the Node. The operator writes spec, that node's agent writes status.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("nscan")
@JsonClassDescription(
    "What one node's agent is to do, for all scans together, and how far it got. Named after its"
        + " node; written by the operator (spec) and by that node's agent (status).")
@AdditionalPrinterColumn(
    name = "OBSERVED",
    jsonPath = ".status.observedGeneration",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class NodeScan extends CustomResource<NodeScanSpec, NodeScanStatus>
    implements Namespaced {

  @Override
  @Required
  @JsonPropertyDescription("What the node's agent is to do. Written by the operator.")
  public NodeScanSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("How far it got. Written by the node's agent.")
  public NodeScanStatus getStatus() {
    return super.getStatus();
  }
}
