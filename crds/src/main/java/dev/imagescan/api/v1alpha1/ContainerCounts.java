package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many containers match a scan, and how far each got. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerCounts(
    @JsonPropertyDescription("Running containers that match now.") int matched,
    @JsonPropertyDescription("Of these, containers that were inspected.") int inspected,
    @JsonPropertyDescription("Of these, containers that could not be inspected: see failures.")
        int failed) {}
