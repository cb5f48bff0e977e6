package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many findings there are of each severity; one in an image counts once. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record FindingCounts(
    @JsonPropertyDescription("Findings of severity Critical.") int critical,
    @JsonPropertyDescription("Findings of severity High, such as denied licences.") int high,
    @JsonPropertyDescription("Findings of severity Medium, such as licences that are not allowed.")
        int medium,
    @JsonPropertyDescription(
            "Findings of severity Low, such as unknown licences where only some are allowed.")
        int low,
    @JsonPropertyDescription("Findings that are ignored, which the other numbers leave out.")
        int ignored) {

  /** Counts of which none is ignored. */
  public FindingCounts(int critical, int high, int medium, int low) {
    this(critical, high, medium, low, 0);
  }
}
