package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How many mounts a scan wants, and how many of them are there. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountCounts(
    @JsonPropertyDescription("How many are wanted: one a container and mount point.")
        Integer wanted,
    @JsonPropertyDescription("How many of them are mounted.") Integer mounted,
    @JsonPropertyDescription("How many of them failed.") Integer failed) {}
