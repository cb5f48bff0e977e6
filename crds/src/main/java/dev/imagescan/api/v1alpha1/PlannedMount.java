package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One mount that a scan wants in one running container. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlannedMount(
    @JsonPropertyDescription("Which scan, pod, container and mount point it is, as one word.")
        @Required
        @Size(max = 64)
        String id,
    @JsonPropertyDescription("The scan that wants it, as namespace/name.")
        @Required
        @Size(max = 320)
        String scan,
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
    @JsonPropertyDescription("Where it is mounted, as the container sees it.")
        @Required
        @Size(max = 512)
        String mountPath,
    @JsonPropertyDescription("Whether the container may only read it.") Boolean readOnly,
    @JsonPropertyDescription("Whether a mount point that is missing is made.")
        Boolean makeMountPoint,
    @JsonPropertyDescription("Of which running container what is mounted.") @Required
        MountSource source) {

  /** Absent flags are false. */
  public PlannedMount {
    readOnly = Boolean.TRUE.equals(readOnly);
    makeMountPoint = Boolean.TRUE.equals(makeMountPoint);
  }
}
