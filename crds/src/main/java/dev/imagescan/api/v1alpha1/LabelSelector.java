package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * A {@code metav1.LabelSelector}: all of its terms must hold; without a term it takes everything.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Kubernetes:
 *     labels and selectors</a>
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LabelSelector(
    @JsonPropertyDescription("Labels that must be there with just these values.")
        @Size(max = 32)
        @ValidationRule(
            value =
                "self.all(k, !format.qualifiedName().validate(k).hasValue() &&"
                    + " !format.labelValue().validate(self[k]).hasValue())",
            message =
                "matchLabels takes label names such as app.kubernetes.io/name and values of at"
                    + " most 63 letters, digits, '-', '_' or '.', beginning and ending with a"
                    + " letter or digit")
        Map<String, String> matchLabels,
    @JsonPropertyDescription("Conditions on labels; all must hold.") @Size(max = 32)
        List<LabelSelectorRequirement> matchExpressions) {

  /** Absent terms are empty ones. */
  public LabelSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    matchExpressions = matchExpressions == null ? List.of() : List.copyOf(matchExpressions);
  }

  /** The selector that takes everything. */
  public static LabelSelector everything() {
    return new LabelSelector(null, null);
  }

  /** Whether an object with these labels (null is none) is selected. */
  public boolean matches(Map<String, String> labels) {
    Map<String, String> present = labels == null ? Map.of() : labels;
    return present.entrySet().containsAll(matchLabels.entrySet())
        && matchExpressions.stream().allMatch(term -> term.matches(present));
  }
}
