package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One container, and what all scans together want to know about it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedContainer(
    @JsonPropertyDescription("The pod's namespace.") @Required @Size(max = 63) String namespace,
    @JsonPropertyDescription("The pod's name.") @Required @Size(max = 253) String pod,
    @JsonPropertyDescription("The pod's UID; it must stand in the cgroup's path.")
        @Required
        @Size(max = 64)
        String podUID,
    @JsonPropertyDescription("The container's name in the pod.") @Required @Size(max = 63)
        String container,
    @JsonPropertyDescription("The runtime's ID, such as containerd://0123456789abcdef.")
        @Required
        @Size(max = 256)
        String containerID,
    @JsonPropertyDescription("The ImageReport of its image, when the image is known.")
        @Size(max = 253)
        String imageReport,
    @JsonPropertyDescription("What to find out; empty keeps the report that there is.")
        @Size(max = 4)
        List<Inspection> inspect,
    @JsonPropertyDescription(
            "The start of the round of inspections that scans ask for; an inspection that answers"
                + " an earlier one is done again.")
        String inspectAfter,
    @JsonPropertyDescription(
            "What its pod says of its privileges, to be compared with what its processes have.")
        DeclaredSecurity declared) {

  /** One of which nothing is declared. */
  public PlannedContainer(
      String namespace,
      String pod,
      String podUID,
      String container,
      String containerID,
      String imageReport,
      List<Inspection> inspect,
      String inspectAfter) {
    this(namespace, pod, podUID, container, containerID, imageReport, inspect, inspectAfter, null);
  }

  /** An absent list is an empty one. */
  public PlannedContainer {
    inspect = inspect == null ? List.of() : List.copyOf(inspect);
  }
}
