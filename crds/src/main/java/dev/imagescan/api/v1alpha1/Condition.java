package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One aspect of a scan's state, as {@code metav1.Condition}, following kstatus so that {@code
 * kubectl wait}, Argo CD and Flux understand it.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @JsonPropertyDescription(
            "Which aspect: Ready, Reconciling, Stalled, Compliant, Injected or Busy.")
        @Required
        @Size(max = 64)
        String type,
    @JsonPropertyDescription("Whether it holds.") @Required Status status,
    @JsonPropertyDescription("The generation of the spec that the condition is about.")
        Long observedGeneration,
    @JsonPropertyDescription("When status last changed, in RFC 3339.") @Required
        String lastTransitionTime,
    @JsonPropertyDescription("Why, in one CamelCase word for programs.") @Required @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why, in a sentence for people.") @Required @Size(max = 1024)
        String message) {

  /** Whether a condition holds. */
  public enum Status {
    /** It holds. */
    @JsonProperty("True")
    TRUE,
    /** It does not hold. */
    @JsonProperty("False")
    FALSE,
    /** It is not known whether it holds. */
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
