package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The outcome of one container's last inspection; the details are in its ContainerReport. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerResult(
    @JsonPropertyDescription("The runtime's ID, as in spec.") @Required @Size(max = 256)
        String containerID,
    @JsonPropertyDescription("Whether it was inspected.") @Required State state,
    @JsonPropertyDescription("What was found out.") @Size(max = 4) List<Inspection> inspected,
    @JsonPropertyDescription("Why it failed, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it failed, in a sentence for people.") @Size(max = 512)
        String message,
    @JsonPropertyDescription("The plan's inspectAfter that this inspection answers.")
        String inspectAfter,
    @JsonPropertyDescription("When the inspection ended.") @Required String time,
    @JsonPropertyDescription(
            "How many packages it has that its image has not; its ContainerReport lists them."
                + " Absent when there are none.")
        Integer addedPackages,
    @JsonPropertyDescription(
            "The kinds of findings about it, by their IDs; its ContainerReport explains them.")
        @Size(max = 32)
        List<String> findings) {

  /** One without findings. */
  public ContainerResult(
      String containerID,
      State state,
      List<Inspection> inspected,
      String reason,
      String message,
      String inspectAfter,
      String time,
      Integer addedPackages) {
    this(containerID, state, inspected, reason, message, inspectAfter, time, addedPackages, null);
  }

  /** An absent list is an empty one, and no packages are absent. */
  public ContainerResult {
    addedPackages = addedPackages == null || addedPackages == 0 ? null : addedPackages;
    findings = findings == null || findings.isEmpty() ? null : List.copyOf(findings);
    inspected = inspected == null ? List.of() : List.copyOf(inspected);
  }
}
