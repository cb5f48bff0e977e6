package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * One mount that an agent has made, is about to make, could not make, or is to remove: all that the
 * next agent of this node needs to know which mounts are ours.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountResult(
    @JsonPropertyDescription("What was planned: which mount, where, and of what.") @Required
        PlannedMount planned,
    @JsonPropertyDescription("How far it is.") @Required MountState state,
    @JsonPropertyDescription("Why it is not mounted or not gone, in one CamelCase word.")
        @Size(max = 64)
        String reason,
    @JsonPropertyDescription("Why it is not mounted or not gone, in a sentence for people.")
        @Size(max = 512)
        String message,
    @JsonPropertyDescription("When state or reason last changed.") @Required String time,
    @JsonPropertyDescription("How the kernel tells it, when it is there.") PlacedMount placed) {}
