package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** The outcome of a node's last inspection; the details are in its NodeReport. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeResult(
    @JsonPropertyDescription("Whether it was read.") @Required State state,
    @JsonPropertyDescription("What was found out.") @Size(max = 4) List<Inspection> inspected,
    @JsonPropertyDescription("Why it failed, in one CamelCase word for programs.") @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it failed, in a sentence for people.") @Size(max = 512)
        String message,
    @JsonPropertyDescription("The plan's inspectAfter that this inspection answers.")
        String inspectAfter,
    @JsonPropertyDescription("When the inspection ended.") @Required String time) {

  /** An absent list is an empty one. */
  public NodeResult {
    inspected = inspected == null ? List.of() : List.copyOf(inspected);
  }
}
