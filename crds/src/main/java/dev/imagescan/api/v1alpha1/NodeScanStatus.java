package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How far a node's agent got. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeScanStatus(
    @JsonPropertyDescription("The generation of the spec that the agent works on.")
        Long observedGeneration,
    @JsonPropertyDescription("One entry a container that was inspected or could not be.")
        @Size(max = 2048)
        List<ContainerResult> containers,
    @JsonPropertyDescription(
            "One entry a mount that is wanted, or is not wanted any more and not gone yet.")
        @Size(max = 2048)
        List<MountResult> mounts,
    @JsonPropertyDescription("How the last inspection of the node itself ended.") NodeResult node) {

  /** An absent list is an empty one. */
  public NodeScanStatus {
    containers = containers == null ? List.of() : List.copyOf(containers);
    mounts = mounts == null ? List.of() : List.copyOf(mounts);
  }

  /** A status that leaves out the node itself. */
  public NodeScanStatus(
      Long observedGeneration, List<ContainerResult> containers, List<MountResult> mounts) {
    this(observedGeneration, containers, mounts, null);
  }

  /** A status without mounts. */
  public NodeScanStatus(Long observedGeneration, List<ContainerResult> containers) {
    this(observedGeneration, containers, null);
  }
}
