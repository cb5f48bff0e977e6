package dev.imagescan.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A program that came by a mount and not by the image. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MountedExecutable(
    @JsonPropertyDescription("Where it is, made printable.") @Required @Size(max = 512) String path,
    @JsonPropertyDescription("The mount that it is on.") @Required @Size(max = 512)
        String mountPoint,
    @JsonPropertyDescription("That mount's volume of the pod, where the node's paths tell.")
        @Size(max = 253)
        String volume,
    @JsonPropertyDescription("Its mode in octal.") @Size(max = 8) String mode,
    @JsonPropertyDescription("Its size in bytes.") Long size) {}
