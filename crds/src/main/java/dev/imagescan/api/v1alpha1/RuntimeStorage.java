package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A directory of a node that holds images and containers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuntimeStorage(
    @JsonPropertyDescription("The directory, as the host sees it.") @Required @Size(max = 512)
        String path,
    @JsonPropertyDescription("The type of the file system that holds it.") @Size(max = 64)
        String type,
    @JsonPropertyDescription("What that file system was mounted from.") @Size(max = 512)
        String source,
    @JsonPropertyDescription("The size of that file system in bytes.") Long capacityBytes,
    @JsonPropertyDescription("What unprivileged processes may still write to it, in bytes.")
        Long availableBytes) {}
