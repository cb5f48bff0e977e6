package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** One condition of a {@link LabelSelector}, as {@code metav1.LabelSelectorRequirement}. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LabelSelectorRequirement(
    @JsonPropertyDescription("The label's name.") @Required @Size(min = 1, max = 317) String key,
    @JsonPropertyDescription("How the label relates to the values.") @Required Operator operator,
    @JsonPropertyDescription("The values for In and NotIn; absent for Exists and DoesNotExist.")
        @Size(max = 64)
        List<String> values) {

  /** How a label's value relates to the listed ones. */
  public enum Operator {
    /** The label is there with one of the values. */
    @JsonProperty("In")
    IN,
    /** The label is absent, or has none of the values. */
    @JsonProperty("NotIn")
    NOT_IN,
    /** The label is there. */
    @JsonProperty("Exists")
    EXISTS,
    /** The label is absent. */
    @JsonProperty("DoesNotExist")
    DOES_NOT_EXIST
  }

  /** Absent values are none. */
  public LabelSelectorRequirement {
    values = values == null ? List.of() : List.copyOf(values);
  }

  boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
    };
  }
}
