package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
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
    name = "PACKAGES",
    jsonPath = ".status.packages.count",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "NODE", jsonPath = ".spec.nodeName", type = Type.STRING)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
public final class ContainerReport
    extends CustomResource<ContainerReportSpec, ContainerReportStatus> implements Namespaced {

  private static final int MAX_NAME = 253;

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
   * The name of a container's report: pod.container, or, when that is longer than the 253
   * characters of a Kubernetes name, its beginning and a hash of the whole.
   */
  public static String nameOf(String pod, String container) {
    String name = pod + "." + container;
    if (name.length() <= MAX_NAME) {
      return name;
    }
    String hash = Integer.toHexString(name.hashCode());
    return name.substring(0, MAX_NAME - hash.length() - 1) + "-" + hash;
  }
}
