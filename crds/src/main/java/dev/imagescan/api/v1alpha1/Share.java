package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A directory of one container of a pod, seen in the pod's other selected containers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Share(
    @JsonPropertyDescription("The name of the container that has the directory.")
        @Required
        @Size(min = 1, max = 63)
        String fromContainer,
    @JsonPropertyDescription("The directory or file in that container.")
        @Required
        @Size(min = 2, max = 512)
        String path,
    @JsonPropertyDescription("Where the others see it.") @Required @Size(min = 2, max = 512)
        String mountPath,
    @JsonPropertyDescription("Whether the others may only read it.") Boolean readOnly) {}
