package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A path of a running container of which a clone is mounted elsewhere. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountSource(
    @JsonPropertyDescription(
            "The UID of its pod: a carrier's, or that of the target's own pod for a share.")
        @Required
        @Size(max = 64)
        String podUID,
    @JsonPropertyDescription("The runtime's ID, such as containerd://0123456789abcdef.")
        @Required
        @Size(max = 256)
        String containerID,
    @JsonPropertyDescription("The path in that container.") @Required @Size(max = 512)
        String path) {}
