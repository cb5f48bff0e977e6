package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A mount or socket that hands out a part of the host. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HostAccess(
    @JsonPropertyDescription("Where it is, as the container sees it.") @Required @Size(max = 512)
        String mountPoint,
    @JsonPropertyDescription("What it hands out, in one CamelCase word: the ID of a finding.")
        @Required
        @Size(max = 64)
        String gives,
    @JsonPropertyDescription("What of the host it is: a path there, or a device.") @Size(max = 512)
        String source,
    @JsonPropertyDescription("Whether the container may write to it.") Boolean writable,
    @JsonPropertyDescription(
            "Whether what it mounts below appears on the host: mountPropagation Bidirectional.")
        Boolean bidirectional) {}
