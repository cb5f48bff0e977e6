package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A carrier that somebody is deleting and that nothing is mounted of any more: it may end now. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleasedCarrier(
    @JsonPropertyDescription("The carrier's UID.") @Required @Size(max = 64) String podUID,
    @JsonPropertyDescription("The runtime's ID of its container.") @Required @Size(max = 256)
        String containerID) {}
