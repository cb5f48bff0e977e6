package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many nodes take part in a scan, and how many have nothing left to do. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record NodeProgress(
    @JsonPropertyDescription("Nodes with matching containers.") int total,
    @JsonPropertyDescription("Of these, nodes with nothing left to do.") int done) {}
