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
 * What was found out about one running container: named pod.container, in the pod's namespace,
 * owned by the Pod, written by its node's agent as a whole (there is no status subresource).
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("creport")
@JsonClassDescription(
    "What was found out about one running container. Named pod.container, owned by the Pod;"
        + " written by its node's agent.")
@AdditionalPrinterColumn(name = "STATE", jsonPath = ".status.state", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "DISTRIBUTION",
    jsonPath = ".status.distribution.prettyName",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "PACKAGES OF",
    jsonPath = ".status.packages.source",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "VERDICT",
    jsonPath = ".status.containment.verdict",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "NODE", jsonPath = ".spec.nodeName", type = Type.STRING)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ContainerReport
    extends CustomResource<ContainerReportSpec, ContainerReportStatus> implements Namespaced {

  private static final int MAX_POD = 180;

  @Override
  @Required
  @JsonPropertyDescription("Which container this is about.")
  public ContainerReportSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What was found out about it.")
  public ContainerReportStatus getStatus() {
    return super.getStatus();
  }

  /**
   * The name of a container's report: pod.container. Of a pod name of more than 180 characters the
   * first 180 are taken, and a hash of the whole is added, so that the name fits into 253.
   */
  public static String nameOf(String pod, String container) {
    return pod.length() <= MAX_POD
        ? pod + "." + container
        : pod.substring(0, MAX_POD) + "." + container + "-" + Integer.toHexString(pod.hashCode());
  }
}
