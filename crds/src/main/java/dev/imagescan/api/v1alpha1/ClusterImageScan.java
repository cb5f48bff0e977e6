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

/** The same as an {@link ImageScan}, over namespaces and nodes; also of the nodes themselves. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("ciscan")
@JsonClassDescription(
    "Names running containers of any namespace, nodes, or both, and says what to find out about"
        + " them. The answer is in status, the details in ContainerReports, ImageReports and"
        + " NodeReports.")
@AdditionalPrinterColumn(
    name = "READY",
    jsonPath = ".status.conditions[?(@.type=='Ready')].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "COMPLIANT",
    jsonPath = ".status.conditions[?(@.type=='Compliant')].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "CRITICAL",
    jsonPath = ".status.findings.critical",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "HIGH", jsonPath = ".status.findings.high", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "CONTAINERS",
    jsonPath = ".status.containers.matched",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "FAILED",
    jsonPath = ".status.containers.failed",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "IMAGES", jsonPath = ".status.images", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "PACKAGES", jsonPath = ".status.packages", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "NODES", jsonPath = ".status.nodes.total", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "NODES FAILED",
    jsonPath = ".status.nodes.failed",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ClusterImageScan extends CustomResource<ClusterImageScanSpec, ScanStatus>
    implements Scan {

  @Override
  @Required
  @JsonPropertyDescription(
      "Which containers and nodes of the cluster to inspect, what for, and how often.")
  public ClusterImageScanSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was found so far; Ready in conditions says whether that is all.")
  public ScanStatus getStatus() {
    return super.getStatus();
  }
}
