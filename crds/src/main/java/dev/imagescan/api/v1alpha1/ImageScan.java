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

/** Names running containers of its own namespace and says what to find out about them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iscan")
@JsonClassDescription(
    "Names running containers of this namespace and says what to find out about them. The answer"
        + " is in status, the details in ContainerReports and ImageReports.")
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
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ImageScan extends CustomResource<ImageScanSpec, ScanStatus>
    implements Namespaced, Scan {

  @Override
  @Required
  @JsonPropertyDescription(
      "Which containers of this namespace to inspect, what for, and how often.")
  public ImageScanSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was found so far; Ready in conditions says whether that is all.")
  public ScanStatus getStatus() {
    return super.getStatus();
  }
}
